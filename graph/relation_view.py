"""The relations of an entity as a reader sees them: names, predicate, and the sentence that states it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from graph.types import Mention, Passage, Relation, Sentence, Subgraph

T = TypeVar("T", Mention, Sentence)


@dataclass(frozen=True, slots=True)
class RelationView:
    """What a passage states of two entities, by their ids; `quote` is its sentence, empty if none is known."""

    subject_id: str
    predicate: str
    object_id: str
    passage: Passage
    quote: str

    def other_than(self, entity_id: str) -> str:
        """Return the id of the entity at the other end."""
        return self.object_id if self.subject_id == entity_id else self.subject_id


def view_relations(part: Subgraph, entity_id: str) -> Iterator[RelationView]:
    """Yield the relations of an entity, in the order of the subgraph."""
    own = [one for one in part.relations if entity_id in (one.subject_id, one.object_id)]
    wanted = {one.passage_id for one in own}
    passages = {passage.id: passage for passage in part.passages if passage.id in wanted}
    sentences = _by_passage([one for one in part.sentences if one.passage_id in wanted])
    mentions = _by_passage([one for one in part.mentions if one.passage_id in wanted])
    for one in own:
        if passage := passages.get(one.passage_id):
            quote = _quote(one, passage, sentences.get(passage.id, []), mentions.get(passage.id, []))
            yield RelationView(one.subject_id, one.predicate, one.object_id, passage, quote)


def _by_passage(values: Sequence[T]) -> dict[str, list[T]]:
    ordered = sorted(values, key=lambda value: (value.passage_id, value.start))
    return {name: list(group) for name, group in groupby(ordered, key=lambda value: value.passage_id)}


def _quote(relation: Relation, passage: Passage, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> str:
    """Return the sentence that mentions both entities, or the object where a pronoun stands for the subject."""
    found = {one: _entities_in(one, mentions) for one in sentences}
    both = {relation.subject_id, relation.object_id}
    most = max(found.items(), key=lambda item: len(item[1] & both), default=None)
    return " ".join(passage.text[most[0].start : most[0].end].split()) if most and most[1] & both else ""


def _entities_in(sentence: Sentence, mentions: Sequence[Mention]) -> set[str]:
    return {
        one.entity_id
        for one in mentions
        if not one.in_title and sentence.start <= one.start and one.end <= sentence.end
    }
