"""Decisions on whether two entities are the same: named, made, listed and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.entity_view import EntityView
from graph.errors import UsageError
from graph.resolution.evidence import propose_visible, quote_proposal
from graph.resolution.groups import group_entities
from graph.resolution.own_name import own_name
from graph.resolution.proposals import Proposal
from graph.resolution.store import unresolved
from graph.store import GraphStore
from graph.text.counting import count_noun
from graph.text.names import name_key
from graph.types import Decision, DecisionState, Filter
from ui.neighbours import find_entities

ID_START = re.compile(r"[0-9a-f]{8,32}")
UNDONE_REASON = "they were merged automatically, which was undone"
MAX_NAMED = 5
"""Entities that a message names."""


@dataclass(frozen=True, slots=True)
class EntityLabel:
    """An entity as decisions name it; `name` is empty if no visible passage mentions it."""

    id: str
    name: str
    kind: str = ""
    mentions: int = 0
    names: tuple[str, ...] = ()

    @staticmethod
    def of(view: EntityView) -> EntityLabel:
        names = (view.name, *view.aliases)
        return EntityLabel(view.entity.id, own_name(view), view.kind, view.mentions, names)

    def __str__(self) -> str:
        return self.name or self.id[:8]

    def matches(self, text: str) -> bool:
        """Whether a text is one of its names, or its id or the start of it."""
        if ID_START.fullmatch(text) and self.id.startswith(text):
            return True
        return name_key(text) in set(map(name_key, self.names))


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision with its entities; `left_out` says that one for "same" contradicts another and does not count."""

    first: EntityLabel
    second: EntityLabel
    state: DecisionState
    reason: str
    score: float
    left_out: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return self.first.id, self.second.id


def find_stored_entity(store: GraphStore, text: str, where: Filter) -> EntityLabel:
    """Return the entity with a name or an id, as stored; UsageError if there is none, or several."""
    stored = unresolved(store)
    close = [EntityLabel.of(view) for view in find_entities(stored, text, where)]
    found = [label for label in close if label.matches(text)]
    found = [label for label in found if name_key(label.name) == name_key(text)] or found
    if not found and ID_START.fullmatch(text):
        found = [label for label in map(EntityLabel.of, stored.entities(where=where)) if label.id.startswith(text)]
    if not found:
        names = ", ".join(label.name for label in close[:MAX_NAMED])
        raise UsageError(
            f"there is no entity with the name {text!r}",
            f"those that share a word with it: {names}" if names else "try another name: graphloop graph show NAME",
        )
    if len(found) > 1:
        raise UsageError(f"{text!r} names {len(found)} entities: {_describe(found)}", "give the id of the one meant")
    return found[0]


def _describe(labels: Sequence[EntityLabel]) -> str:
    return ", ".join(
        " ".join(filter(None, (label.name, label.kind, count_noun(label.mentions, "mention"), label.id[:8])))
        for label in labels[:MAX_NAMED]
    )


def decide_same(store: GraphStore, first: EntityLabel, second: EntityLabel, reason: str, score: float = 1.0) -> None:
    """Decide that two entities are the same; UsageError if they, or others decided to be the same, are different."""
    low, high = sorted((first.id, second.id))
    known = {decision.pair: decision for decision in store.decisions()}
    decided = known.pop((low, high), None)
    wanted = Decision((low, high), "same", reason, score)
    left_out = group_entities([*known.values(), wanted]).left_out
    if (decided is not None and decided.state == "different") or wanted in left_out:
        raise UsageError(
            f"{first} and {second}, or entities they are the same as, were decided to be different",
            "graphloop graph decisions lists what was decided; forget it with: graphloop graph undo NAME NAME",
        )
    store.decide((low, high), "same", reason, score)


def undo_decision(store: GraphStore, decision: DecisionView) -> None:
    """Forget a decision; one that was made automatically becomes one for "different", or it would be made again."""
    if decision.state == "automatic":
        store.decide(decision.pair, "different", UNDONE_REASON, 1.0)
    else:
        store.forget(decision.pair)


def find_proposal(store: GraphStore, pair: tuple[str, str], where: Filter) -> Proposal | None:
    """Return the proposal of a pair of entities, by ids in ascending order; None if they are not proposed."""
    stored = unresolved(store)
    named = next((one for one in propose_visible(stored, stored.decisions(), where) if one.pair == pair), None)
    quoted = quote_proposal(stored, named, where) if named else None
    return quoted.proposal if quoted else None


def list_decisions(store: GraphStore, where: Filter) -> list[DecisionView]:
    """Return all decisions by pair, with the names that are visible."""
    decisions = list(store.decisions())
    ids = sorted({id_ for decision in decisions for id_ in decision.pair})
    labels = {view.entity.id: EntityLabel.of(view) for view in unresolved(store).entities(ids, where)}
    left_out = set(group_entities(decisions).left_out)
    views: list[DecisionView] = []
    for one in decisions:
        first, second = (labels.get(id_, EntityLabel(id_, "")) for id_ in one.pair)
        views.append(DecisionView(first, second, one.state, one.reason, one.score, one in left_out))
    return views


def find_decision(decisions: Iterable[DecisionView], first: str, second: str) -> DecisionView:
    """Return the decision on two entities by names or ids; UsageError if there is none, or several."""
    found = [
        one
        for one in decisions
        if (one.first.matches(first) and one.second.matches(second))
        or (one.first.matches(second) and one.second.matches(first))
    ]
    if not found:
        raise UsageError(f"there is no decision on {first!r} and {second!r}", "graphloop graph decisions lists them")
    if len(found) > 1:
        labels = [label for one in found for label in (one.first, one.second)]
        raise UsageError(
            f"{first!r} and {second!r} name {len(found)} decisions: {_describe(labels)}", "give the ids of those meant"
        )
    return found[0]
