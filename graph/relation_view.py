"""The relations of an entity as a reader sees them: names, predicate, and the sentence that states it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from graph.relation_correction import BY_HAND, RelationCorrection, Triple
from graph.resolution.groups import group_entities
from graph.resolution.left_out import find_left_out
from graph.store import GraphStore
from graph.types import Filter, Mention, Passage, Relation, Sentence, Subgraph

PRONOUN_FOR_TITLE = re.compile(r"(?:he|she|it|his|her|its)\b", re.IGNORECASE)
"""What stands at the head of a sentence for the passage's title."""

_STEM = 4
T = TypeVar("T", Mention, Sentence)


@dataclass(frozen=True, slots=True)
class RelationView:
    """What a passage states of two entities, by their ids; `quote` is its sentence, empty if none is known.

    `origin` is the model that found it, empty for rules, or `BY_HAND`: then `passage` is None if a person gave none.
    """

    subject_id: str
    predicate: str
    object_id: str
    passage: Passage | None
    quote: str
    origin: str = ""

    @property
    def triple(self) -> Triple:
        return self.subject_id, self.predicate, self.object_id


def read_relations(
    store: GraphStore, document_ids: Sequence[str], where: Filter, entity_ids: Container[str] | None = None
) -> Iterator[RelationView]:
    """Yield what documents state and people did not leave out: of entities that are one with others, or all of it."""
    left_out = find_left_out(store)
    stated = view_relations(store.read(document_ids, where), entity_ids) if document_ids else ()
    return (one for one in stated if one.triple not in left_out)


def read_relations_by_hand(store: GraphStore, where: Filter) -> list[RelationView]:
    """Return what people stated of visible entities: by a visible passage, or by none."""
    known = [one for one in store.relation_corrections() if one.state == "by hand"]
    groups = group_entities(store.decisions() if known else ())
    ends = sorted({id_ for one in known for id_ in (one.subject_id, one.object_id)})
    seen = {id_ for view in store.entities(ends, where) for id_ in groups.members(view.entity.id)} if ends else set()
    named = [one for one in known if {one.subject_id, one.object_id} <= seen]
    wanted = sorted({one.passage_id for one in named if one.passage_id})
    passages = {passage.id: passage for passage in store.passages(wanted, where)} if wanted else {}
    return [
        RelationView(*one.triple, passage, _words(one, passage) if passage else "", BY_HAND)
        for one in named
        if (passage := passages.get(one.passage_id)) or not one.passage_id
    ]


def view_relations(part: Subgraph, entity_ids: Container[str] | None = None) -> Iterator[RelationView]:
    """Yield the relations of entities that are one with others, or all, in the order of the subgraph."""
    own = [one for one in part.relations if entity_ids is None or _leads_out(one, entity_ids)]
    wanted = {one.passage_id for one in own}
    passages = {passage.id: passage for passage in part.passages if passage.id in wanted}
    sentences = _by_passage([one for one in part.sentences if one.passage_id in wanted])
    mentions = _by_passage([one for one in part.mentions if one.passage_id in wanted and not one.in_title])
    for one in own:
        if passage := passages.get(one.passage_id):
            quote = _quote(one, passage, sentences.get(passage.id, []), mentions.get(passage.id, []))
            yield RelationView(one.subject_id, one.predicate, one.object_id, passage, quote, one.origin)


def _leads_out(relation: Relation, entity_ids: Container[str]) -> bool:
    """Whether a relation is one of these entities', and not of two that are one."""
    ends = relation.subject_id in entity_ids, relation.object_id in entity_ids
    return any(ends) and (not all(ends) or relation.subject_id == relation.object_id)


def _by_passage(values: Sequence[T]) -> dict[str, list[T]]:
    ordered = sorted(values, key=lambda value: (value.passage_id, value.start))
    return {name: list(group) for name, group in groupby(ordered, key=lambda value: value.passage_id)}


def _quote(relation: Relation, passage: Passage, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> str:
    """Return the words that state a relation, or else its sentence: it mentions both entities, or a pronoun and the
    object.

    Of several, it is the one with most words of the predicate.
    """
    if relation.end:
        return _words(relation, passage)
    best, chosen = (0, 0), ""
    stems = [word[:_STEM] for word in relation.predicate.split() if word != "be"]
    for one in sentences:
        text = passage.text[one.start : one.end]
        named = {mention.entity_id for mention in mentions if one.start <= mention.start and mention.end <= one.end}
        ends = len(named & {relation.subject_id, relation.object_id})
        ends += relation.subject_id not in named and PRONOUN_FOR_TITLE.match(text) is not None
        words = text.casefold().split()
        score = ends, sum(any(word.startswith(stem) for word in words) for stem in stems)
        if ends and score > best:
            best, chosen = score, text
    return " ".join(chosen.split())


def _words(relation: Relation | RelationCorrection, passage: Passage) -> str:
    return " ".join(passage.text[relation.start : relation.end].split())
