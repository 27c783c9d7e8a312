"""The part of the graph around one question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.types import Integers, Vector


@dataclass(frozen=True, slots=True)
class Seeds:
    """The starting points of a walk: passages and entities with positive weights."""

    passages: Mapping[str, float] = field(default_factory=dict)
    entities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class LocalGraph:
    """The part of the graph around one question, as arrays; indices point into `passages`, `entities`, `sentences`.

    `mention_*` lists (passage, entity, count), a title mention counting as two; `sentence_*` lists the entities of each
    sentence, including those of its passage's title; `edge_*` lists the relations with their evidence passage.
    `entities` are in ascending order; `frequency` is the number of passages visible under the filter that mention the
    entity, out of `total`.
    """

    passages: tuple[str, ...]
    entities: tuple[str, ...]
    sentences: tuple[str, ...]
    sentence_passage: Integers
    mention_passage: Integers
    mention_entity: Integers
    mention_count: Vector
    sentence_index: Integers
    sentence_entity: Integers
    edge_subject: Integers
    edge_object: Integers
    edge_weight: Vector
    edge_passage: Integers
    frequency: Vector
    total: int

    def entity_places(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the index of each of these entities that is present."""
        places = {id_: bisect_left(self.entities, id_) for id_ in ids}
        return {id_: place for id_, place in places.items() if self.entities[place : place + 1] == (id_,)}
