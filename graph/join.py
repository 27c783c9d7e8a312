"""Join the parts of a graph that were read document by document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

from graph.types import Kind, Subgraph, Vectors

T = TypeVar("T")


def join_subgraphs(parts: Sequence[Subgraph]) -> Subgraph:
    """Join all parts in order; entities shared by several documents, and their vectors, occur once."""

    def joined(values_of: Callable[[Subgraph], tuple[T, ...]]) -> tuple[T, ...]:
        return tuple(chain.from_iterable(map(values_of, parts)))

    return Subgraph(
        documents=joined(lambda part: part.documents),
        passages=joined(lambda part: part.passages),
        sentences=joined(lambda part: part.sentences),
        entities=tuple(dict.fromkeys(joined(lambda part: part.entities))),
        mentions=joined(lambda part: part.mentions),
        relations=joined(lambda part: part.relations),
        fragments=joined(lambda part: part.fragments),
        vectors=_joined_vectors(parts),
    )


def _joined_vectors(parts: Sequence[Subgraph]) -> dict[Kind, Vectors]:
    kinds = dict.fromkeys(kind for part in parts for kind in part.vectors)
    joined = {kind: Vectors.join(part.vectors[kind] for part in parts if kind in part.vectors) for kind in kinds}
    return {kind: _once(vectors) for kind, vectors in joined.items() if vectors is not None}


def _once(vectors: Vectors) -> Vectors:
    rows: dict[str, int] = {}
    for row, name in enumerate(vectors.ids):
        rows.setdefault(name, row)
    return vectors if len(rows) == len(vectors.ids) else Vectors(tuple(rows), vectors.matrix[list(rows.values())])
