"""Everything a store holds, as one comparable value: two stores that hold the same have equal dumps."""

from __future__ import annotations

from dataclasses import fields

from graph.store import GraphStore
from graph.types import EVERYTHING, Filter


def dump(store: GraphStore, where: Filter = EVERYTHING) -> dict[str, list[str]]:
    """What the store gives back under a filter, in an order of its own, vectors to the last bit."""
    whole = store.read([document.id for document in store.documents(where)], where)
    found = {
        field.name: sorted(map(repr, getattr(whole, field.name))) for field in fields(whole) if field.name != "vectors"
    }
    for kind, vectors in whole.vectors.items():
        rows = zip(vectors.ids, vectors.matrix, strict=True)
        found[f"{kind} vectors"] = sorted(f"{name} {row.tobytes().hex()}" for name, row in rows)
    found["views"] = sorted(map(repr, store.entities(where=where)))
    found["listed"] = sorted(map(repr, store.passages(where=where)))
    return found
