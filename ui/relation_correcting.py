"""Corrections of relations: named, made, listed and undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import UsageError
from graph.relation_correction import RelationCorrection, RelationState, triple_of
from graph.resolution.corrected import uncorrected
from graph.resolution.groups import group_entities
from graph.resolution.store import unresolved
from graph.store import GraphStore
from graph.types import Filter
from ui.resolving import EntityLabel, find_stored_entity


@dataclass(frozen=True, slots=True)
class NamedTriple:
    """A relation in a person's words: its entities by a name or an id, and its predicate."""

    subject: str
    predicate: str
    object: str

    def __str__(self) -> str:
        return f"{self.subject} – {self.predicate} – {self.object}"

    @property
    def key(self) -> str:
        """The form in which two spellings of the predicate are the same."""
        return predicate_key(self.predicate)


@dataclass(frozen=True, slots=True)
class RelationCorrectionView:
    """A correction of a relation with its entities as the documents name them."""

    subject: EntityLabel
    predicate: str
    object: EntityLabel
    state: RelationState
    reason: str

    def __str__(self) -> str:
        return f"{self.subject} – {self.predicate} – {self.object}"

    def matches(self, named: NamedTriple) -> bool:
        """Whether a person means this one."""
        is_same = predicate_key(self.predicate) == named.key
        return is_same and self.subject.matches(named.subject) and self.object.matches(named.object)


def predicate_key(predicate: str) -> str:
    """Return the form in which two spellings of a predicate are the same."""
    return " ".join(predicate.split()).casefold()


def leave_out_relation(store: GraphStore, named: NamedTriple, reason: str, where: Filter) -> RelationCorrectionView:
    """Leave out what documents state of two entities, and of those that they are one with; UsageError if they state no
    such thing."""
    subject, target = (find_stored_entity(store, text, where) for text in (named.subject, named.object))
    stated = store.relations([subject.id], [target.id], where)
    found = {triple_of(one) for one in stated if predicate_key(one.predicate) == named.key}
    if not found:
        others = ", ".join(sorted({one.predicate for one in stated}))
        raise UsageError(
            f"no document states that {subject} – {named.predicate} – {target}",
            f"what they state of the two: {others}" if others else "graphloop graph show NAME lists what is stated",
        )
    store.correct_relations([RelationCorrection(*triple, "left out", reason) for triple in sorted(found)])
    return RelationCorrectionView(subject, min(found)[1], target, "left out", reason)


def list_relation_corrections(store: GraphStore, where: Filter) -> list[RelationCorrectionView]:
    """Return all corrections of relations, with the names that are visible; empty for what no visible passage
    mentions."""
    known = list(store.relation_corrections())
    ids = sorted({id_ for one in known for id_ in (one.subject_id, one.object_id)})
    stored = uncorrected(unresolved(store))
    labels = {view.entity.id: EntityLabel.of(view) for view in stored.entities(ids, where)}

    def label(id_: str) -> EntityLabel:
        return labels.get(id_, EntityLabel(id_, ""))

    return [
        RelationCorrectionView(label(one.subject_id), one.predicate, label(one.object_id), one.state, one.reason)
        for one in known
    ]


def undo_relation_correction(
    store: GraphStore, corrections: Iterable[RelationCorrectionView], named: NamedTriple
) -> RelationCorrectionView:
    """Undo the correction of a relation, and the same one of entities that are one with its own; UsageError if there is
    none, or several."""
    known = list(corrections)
    found = [one for one in known if one.matches(named)]
    if not found:
        raise UsageError(f"{named} was not corrected", "graphloop graph corrections lists what was")
    groups = group_entities(store.decisions())

    def meaning(one: RelationCorrectionView) -> tuple[object, ...]:
        return groups.members(one.subject.id), predicate_key(one.predicate), groups.members(one.object.id), one.state

    if len(set(map(meaning, found))) > 1:
        raise UsageError(f"{named} names {len(found)} corrections: {_describe(found)}", "give the ids of the entities")
    for one in known:
        if meaning(one) == meaning(found[0]):
            store.restore_relation((one.subject.id, one.predicate, one.object.id))
    return found[0]


def _describe(corrections: Sequence[RelationCorrectionView]) -> str:
    return ", ".join(f"{one} ({one.subject.id[:8]}, {one.object.id[:8]})" for one in corrections)
