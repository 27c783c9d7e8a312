"""Merges without asking: what the surest proposals decide, a function of mentions and of people's decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from graph.entity_view import EntityView
from graph.resolution.evidence import names_both, propose_visible, quote_proposal
from graph.resolution.proposals import Pair, Proposal
from graph.resolution.weighing import read_surroundings
from graph.store import GraphStore
from graph.text.names import name_key
from graph.types import EVERYTHING, Decision, Filter

MERGE_SCORE = 0.95
"""The least score that merges: one name in spite of its spelling or legal form, or one that both are also called, in a
common document or among common neighbours."""


@dataclass(frozen=True, slots=True)
class AutomaticMerges:
    """How many pairs were merged, and how many are no longer."""

    merged: int
    withdrawn: int


def merge_automatically(store: GraphStore, where: Filter = EVERYTHING) -> AutomaticMerges:
    """Bring the automatic decisions of a collection to what its mentions and people's decisions give now.

    The result is the same whatever came first. `store` is one in which every entity stands by itself.
    """
    decisions = list(store.decisions())
    people = [one for one in decisions if one.state != "automatic"]
    wanted = {one.pair: one for one in _sure_proposals(store, people, where)}
    # Weighing takes a while, in which people may have decided.
    now = {one.pair: one for one in store.decisions()}
    known = {pair: one for pair, one in now.items() if one.state == "automatic"}
    withdrawn = _forget(store, [one for pair, one in known.items() if pair not in wanted], where)
    merged = 0
    for pair, one in sorted(wanted.items()):
        if pair in now and pair not in known:
            continue
        if known.get(pair) != Decision(pair, "automatic", one.reason, one.score):
            store.decide(pair, "automatic", one.reason, one.score)
            merged += pair not in known
    return AutomaticMerges(merged, withdrawn)


def withdraw_automatic(store: GraphStore, where: Filter = EVERYTHING) -> AutomaticMerges:
    """Forget the automatic decisions of a collection."""
    return AutomaticMerges(0, _forget(store, [one for one in store.decisions() if one.state == "automatic"], where))


def withdraw_unmentioned(store: GraphStore) -> None:
    """Forget the automatic decisions on entities that no document mentions any more."""
    known = [one.pair for one in store.decisions() if one.state == "automatic"]
    mentioned = _collections(store, known)
    for pair in known:
        if not mentioned.keys() >= set(pair):
            store.forget(pair)


def _sure_proposals(store: GraphStore, people: list[Decision], where: Filter) -> Iterator[Proposal]:
    for one in takewhile(lambda one: one.score >= MERGE_SCORE, propose_visible(store, people, where)):
        quoted = quote_proposal(store, one, where)
        if quoted is not None and quoted.proposal.score >= MERGE_SCORE and not _stand_apart(store, one, where):
            yield quoted.proposal


def _stand_apart(store: GraphStore, proposal: Proposal, where: Filter) -> bool:
    """Whether one sentence names both, and neither is also called what the other is."""
    first, second = proposal.first, proposal.second
    if _keys(first) & _keys(second):
        return False
    around = read_surroundings(store, proposal.pair, where)
    common = [passage for passage in around.first if passage in around.second] if around else []
    return any(names_both(passage, first, second) for passage in common)


def _keys(view: EntityView) -> set[str]:
    return {name_key(name) for name in (view.name, *view.aliases)}


def _forget(store: GraphStore, decisions: list[Decision], where: Filter) -> int:
    """Forget decisions whose entities are of the collection, or gone; return how many."""
    collections = _collections(store, [one.pair for one in decisions])
    forgotten = 0
    for one in decisions:
        homes = {collections.get(id_) for id_ in one.pair}
        if where.collection is None or homes & {where.collection, None}:
            forgotten += store.forget(one.pair)
    return forgotten


def _collections(store: GraphStore, pairs: list[Pair]) -> dict[str, str]:
    """Return the collections of the entities that some document mentions."""
    ids = sorted({id_ for pair in pairs for id_ in pair})
    return {view.entity.id: view.entity.collection for view in store.entities(ids)}
