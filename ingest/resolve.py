"""Propose which entities of a collection may be the same, from names alone, independent of ingest order.

Nothing is merged: a proposal is a decision in the state "proposed", and decisions by people are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.store import GraphStore
from graph.types import EVERYTHING, Decision, EntityView, Filter

_ACRONYM, _KIND = 0.8, 0.5
_SHORTEST, _LONGEST = 2, 8
_SMALL = frozenset("a an and at by de der des du for für in la of on the to und von".split())


def record_proposals(store: GraphStore, where: Filter = EVERYTHING) -> int:
    """Record the proposals on pairs without a decision; return how many there were. Raises StoreError."""
    known = {decision.pair for decision in store.decisions()}
    new = [one for one in find_proposals(store.entities(where=where)) if one.pair not in known]
    for one in new:
        store.decide(one.pair, one.state, one.reason, one.score)
    return len(new)


def find_proposals(entities: Iterable[EntityView]) -> list[Decision]:
    """Return pairs of entities that may be the same, ordered by pair; the order of the input does not matter."""
    views = list(entities)
    found = {one.pair: one for one in (*_kinds(views), *_acronyms(views))}
    return [found[pair] for pair in sorted(found)]


def name_initials(name: str) -> str:
    """Return the first letters of a name's words, skipping small words."""
    return "".join(word[0] for word in name.split() if word.casefold() not in _SMALL and word[0].isalnum()).casefold()


def _kinds(views: Iterable[EntityView]) -> Iterator[Decision]:
    """Propose entities with the same key but different kinds."""
    by_key: defaultdict[str, list[EntityView]] = defaultdict(list)
    for view in views:
        by_key[view.entity.key].append(view)
    for alike in by_key.values():
        alike.sort(key=lambda view: view.entity.id)
        for other in alike[1:]:
            yield _proposal(alike[0], other, f"both are called {other.name}", _KIND)


def _acronyms(views: Iterable[EntityView]) -> Iterator[Decision]:
    """Propose an acronym and the only name with these initials; none if several names have them."""
    full: defaultdict[str, list[EntityView]] = defaultdict(list)
    short: list[EntityView] = []
    for view in views:
        if view.name.isupper() and view.name.isalpha() and _SHORTEST <= len(view.name) <= _LONGEST:
            short.append(view)
        elif " " in view.name:
            full[name_initials(view.name)].append(view)
    for view in short:
        meant = full.get(view.name.casefold(), [])
        if len(meant) == 1:
            yield _proposal(view, meant[0], f"{view.name} may stand for {meant[0].name}", _ACRONYM)


def _proposal(one: EntityView, other: EntityView, reason: str, score: float) -> Decision:
    first, second = sorted((one.entity.id, other.entity.id))
    return Decision((first, second), "proposed", reason, score)
