"""Score what two sentences that share an entity cover of the question together, rather than each hop on its own.

The idea is PropRAG's (arXiv 2504.18070); here a path is scored by the question's words it contains. Entities that the
question itself names do not link sentences, since they lead nowhere new, nor do those that occur in very many passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.local import LocalGraph
from graph.types import Integers, Matrix, Vector
from rag.retrieve.graph.term_coverage import TermCoverage

Mask = npt.NDArray[np.bool_]

NO_INDEX = -1


@dataclass(frozen=True, slots=True, eq=False)
class PassagePool:
    """Candidate passages, by their index in the local graph, with the entities their sentences name.

    `owner` is the position in the pool of each sentence's passage. `named` (sentence x entity) marks the entities a
    sentence or its passage's title names. `subjects` (passage x entity) marks those a passage names in every sentence
    and mentions more than once. Columns stand for `entities` of the local graph.
    """

    passages: Integers
    sentences: Integers
    owner: Integers
    entities: Integers
    named: Matrix
    subjects: Matrix

    def counts(self) -> list[int]:
        """Return the number of sentences of each passage."""
        counts: list[int] = np.bincount(self.owner, minlength=len(self.passages)).tolist()
        return counts

    def best(self, values: Vector) -> Vector:
        """Return the greatest value among each passage's sentences; 0 for a passage without any."""
        found = np.full(len(self.passages), -np.inf, np.float32)
        np.maximum.at(found, self.owner, values)
        return np.where(np.isfinite(found), found, np.float32(0.0))


@dataclass(frozen=True, slots=True)
class PathLink:
    """A step to a passage: the entity it goes through and the passage it comes from, as indices in a local graph."""

    entity: int
    passage: int


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """For each passage of a pool, the greatest share of the question's words in a pair of sentences, one of them its
    own.

    `pair`: both share an entity. `onward`: the passage's sentence names the other passage's subject. `reached`: the
    other sentence names this passage's subject, scaled by the root of the other's `lead`. Each is at least the share of
    the best single sentence of the passage, so a passage that needs no partner does not rank below one that does.
    `opens` is 1 if there is an `onward` pair. The best pair leads `through` an entity of the local graph, `from_` a
    position in the pool; both are -1 if there is none.
    """

    pair: Vector
    onward: Vector
    reached: Vector
    opens: Vector
    through: Integers
    from_: Integers

    def links(self, chosen: PassagePool) -> dict[int, PathLink]:
        """Return the last step of the best path to each passage that has one, by the passage's index in the local
        graph."""
        rows = zip(chosen.passages.tolist(), self.through.tolist(), self.from_.tolist(), strict=True)
        return {to: PathLink(entity, int(chosen.passages[place])) for to, entity, place in rows if entity != NO_INDEX}


def pool(local: LocalGraph, passages: Sequence[int]) -> PassagePool:
    """Build the pool of the passages at these indices, in this order."""
    place = np.full(len(local.passages), NO_INDEX)
    place[list(passages)] = np.arange(len(passages))
    kept = np.flatnonzero(place[local.sentence_passage] >= 0)
    kept = kept[np.argsort(place[local.sentence_passage[kept]], kind="stable")]
    owner = place[local.sentence_passage[kept]]
    row = np.full(len(local.sentences), NO_INDEX)
    row[kept] = np.arange(len(kept))
    inside = np.flatnonzero(row[local.sentence_index] >= 0)
    entities, column = np.unique(local.sentence_entity[inside], return_inverse=True)
    named = np.zeros((len(kept), len(entities)), np.float32)
    named[row[local.sentence_index[inside]], column] = 1.0
    return PassagePool(
        np.asarray(passages, np.int64), kept, owner, entities, named, _subjects(local, place, owner, named, entities)
    )


def _subjects(local: LocalGraph, place: Integers, owner: Integers, named: Matrix, entities: Integers) -> Matrix:
    size = int(place.max(initial=NO_INDEX)) + 1
    counted = np.zeros((size, len(local.entities)), np.float32)
    inside = np.flatnonzero(place[local.mention_passage] >= 0)
    counted[place[local.mention_passage[inside]], local.mention_entity[inside]] = local.mention_count[inside]
    times = np.zeros((size, len(entities)), np.float32)
    np.add.at(times, owner, named)
    sentences = np.bincount(owner, minlength=size)[:, None]
    about = (times == sentences) & (counted[:, entities] >= 2) & (sentences > 0)
    return np.asarray(about, np.float32)


def paths(chosen: PassagePool, cover: TermCoverage, lead: Vector, linking: Vector) -> Paths:
    """Score the best sentence pairs of each passage, given `lead` (0..1) per passage and `linking` per entity (column).

    An entity links sentences if its `linking` is above 0; if several link a pair, the one with the greatest is kept.
    """
    owner = chosen.owner
    apart = owner[:, None] != owner[None, :]
    named = chosen.named * (linking > 0)
    about = chosen.subjects[owner]
    shared = (named @ named.T > 0) & apart
    onward = ((named * (1.0 - about)) @ about.T > 0) & apart
    together = cover.together()
    led = together * np.sqrt(lead[owner])[None, :]
    reached = _greatest(led, onward.T)
    alone = chosen.best(cover.shares())
    through, from_ = _links(chosen, named * linking, np.where(onward.T, led + 1.0, led), shared)
    return Paths(
        pair=np.maximum(chosen.best(_greatest(together, shared)), alone),
        onward=np.maximum(chosen.best(_greatest(together, onward)), alone),
        reached=np.maximum(chosen.best(reached), alone),
        opens=chosen.best(onward.any(axis=1).astype(np.float32)),
        through=through,
        from_=from_,
    )


def _greatest(values: Matrix, where: Mask) -> Vector:
    return np.asarray(np.max(values, axis=1, where=where, initial=0.0), np.float32)


def _links(chosen: PassagePool, named: Matrix, worth: Matrix, shared: Mask) -> tuple[Integers, Integers]:
    """Return, for each passage, the entity its best pair shares and the other passage's position; its subject is
    preferred."""
    through = np.full(len(chosen.passages), NO_INDEX)
    from_ = np.full(len(chosen.passages), NO_INDEX)
    if not shared.any():
        return through, from_
    worth = np.where(shared, worth, -1.0)
    other = worth.argmax(axis=1)
    best = worth[np.arange(len(other)), other]
    for sentence in np.argsort(best, kind="stable"):
        if best[sentence] < 0:
            continue
        place = chosen.owner[sentence]
        common = named[sentence] * named[other[sentence]] * (1.0 + chosen.subjects[place])
        through[place] = chosen.entities[int(common.argmax())]
        from_[place] = chosen.owner[other[sentence]]
    return through, from_
