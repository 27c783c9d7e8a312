"""Corrections of relations: named, made, listed and undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import UsageError
from graph.relation_correction import RelationCorrection, RelationState, Triple, triple_of
from graph.resolution.corrected import uncorrected
from graph.resolution.groups import group_entities
from graph.resolution.store import unresolved
from graph.store import GraphStore
from graph.text.names import name_key
from graph.types import Filter
from ui.evidence import Evidence
from ui.resolving import EntityLabel, find_stored_entity

MAX_PREDICATE_CHARS = 60
TAKE_BACK_HINT = "undo that first: graphloop graph restore SUBJECT PREDICATE OBJECT"


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
    """A correction of a relation with its entities as the documents name them, and the words that are its evidence.

    `is_unseen` says that the passage of the words is gone, or not visible, and the relation with it.
    """

    subject: EntityLabel
    predicate: str
    object: EntityLabel
    state: RelationState
    reason: str
    quote: str = ""
    is_unseen: bool = False

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
    if any(one.state == "by hand" for one in find_known(store, (subject.id, named.predicate, target.id))):
        raise UsageError(f"{subject} – {named.predicate} – {target} was stated by hand", TAKE_BACK_HINT)
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


def state_relation(
    store: GraphStore, named: NamedTriple, evidence: Evidence | None, reason: str, where: Filter
) -> RelationCorrectionView:
    """State a relation of two entities by hand; UsageError if they are one, the predicate is no name, or it was left
    out."""
    predicate = clean_predicate(named.predicate)
    subject, target = (find_stored_entity(store, text, where) for text in (named.subject, named.object))
    if target.id in group_entities(store.decisions()).members(subject.id):
        raise UsageError(f"{subject} and {target} are one entity", "name two: graphloop graph relate A PREDICATE B")
    known = find_known(store, (subject.id, predicate, target.id))
    if any(one.state == "left out" for one in known):
        raise UsageError(f"{subject} – {predicate} – {target} was left out", TAKE_BACK_HINT)
    triple = known[0].triple if known else (subject.id, predicate, target.id)
    place = (evidence.passage_id, evidence.start, evidence.end) if evidence else ()
    store.correct_relations([RelationCorrection(*triple, "by hand", reason, *place)])
    return RelationCorrectionView(subject, predicate, target, "by hand", reason, evidence.quote if evidence else "")


def clean_predicate(text: str) -> str:
    """Return a predicate as it is stored; UsageError if it is none."""
    predicate = " ".join(text.split())
    if not name_key(predicate) or not predicate.isprintable() or len(predicate) > MAX_PREDICATE_CHARS:
        shown = predicate if len(predicate) <= MAX_PREDICATE_CHARS else f"{predicate[:20]}…"
        raise UsageError(f"{shown!r} states nothing of two entities", f"a few words: leads (≤ {MAX_PREDICATE_CHARS})")
    return predicate


def find_known(store: GraphStore, triple: Triple) -> list[RelationCorrection]:
    """Return the corrections of a relation, and the same of entities that are one with its own."""
    groups = group_entities(store.decisions())
    subject, predicate, target = triple
    return [
        one
        for one in store.relation_corrections()
        if one.subject_id in groups.members(subject)
        and one.object_id in groups.members(target)
        and predicate_key(one.predicate) == predicate_key(predicate)
    ]


def list_relation_corrections(store: GraphStore, where: Filter) -> list[RelationCorrectionView]:
    """Return all corrections of relations, with the names that are visible; empty for what no visible passage
    mentions."""
    known = list(store.relation_corrections())
    ids = sorted({id_ for one in known for id_ in (one.subject_id, one.object_id)})
    stored = uncorrected(unresolved(store))
    labels = {view.entity.id: EntityLabel.of(view) for view in stored.entities(ids, where)}

    def label(id_: str) -> EntityLabel:
        return labels.get(id_, EntityLabel(id_, ""))

    wanted = sorted({one.passage_id for one in known if one.passage_id})
    texts = {passage.id: passage.text for passage in store.passages(wanted, where)}
    return [
        RelationCorrectionView(
            label(one.subject_id),
            one.predicate,
            label(one.object_id),
            one.state,
            one.reason,
            " ".join(texts.get(one.passage_id, "")[one.start : one.end].split()),
            bool(one.passage_id) and one.passage_id not in texts,
        )
        for one in known
    ]


def undo_relation_correction(
    store: GraphStore, corrections: Iterable[RelationCorrectionView], named: NamedTriple
) -> RelationCorrectionView:
    """Undo the correction of a relation, and the same one of entities that are one with its own; UsageError if there is
    none, or several."""
    found = [one for one in corrections if one.matches(named)]
    if not found:
        raise UsageError(f"{named} was not corrected", "graphloop graph corrections lists what was")
    first = found[0]
    undone = {one.triple for one in find_known(store, (first.subject.id, first.predicate, first.object.id))}
    if any((one.subject.id, one.predicate, one.object.id) not in undone for one in found):
        raise UsageError(f"{named} names {len(found)} corrections: {_describe(found)}", "give the ids of the entities")
    for triple in sorted(undone):
        store.restore_relation(triple)
    return first


def _describe(corrections: Sequence[RelationCorrectionView]) -> str:
    return ", ".join(f"{one} ({one.subject.id[:8]}, {one.object.id[:8]})" for one in corrections)
