"""The neighbourhood of a question's seeds: two rounds of spreading activation over passages and entities.

w(p, e) = (1 + ln c) * ln(1 + total / df(e)), where c counts the mentions of e in p, a title mention as two, and df and
total count visible passages. A passage passes its weight to its entities in proportion to w, and an entity to its
passages; an entity in more than HUB passages passes nothing on unless it is a seed. Weight arriving in round r is
scaled by 0.5^r.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph.csr import Floats, Mask, row_entries, top_k
from graph.idf import idf
from graph.local import LocalGraph, Seeds
from graph.types import Integers, Vector

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SPREADING_ROUNDS = 2
ROUND_DECAY = 0.5
MAX_HUB_PASSAGES = 200


@dataclass(frozen=True, slots=True, eq=False)
class PassageBlock:
    """Some passages with their mentions; entity numbers are shared by all blocks.

    `weights` holds 1 + ln c by passage and entity, `counts` the c at the same positions. Sentences of passage i lie at
    `sentences[i]:sentences[i + 1]`, its relations at `relations[i]:relations[i + 1]`, the entities of sentence j at
    `named[j]:named[j + 1]` of `named_entity`.
    """

    ids: Sequence[str]
    rows: dict[str, int]
    weights: csr_array[np.float64]
    counts: Vector
    sentences: Integers
    named: Integers
    named_entity: Integers
    relations: Integers
    relation_subject: Integers
    relation_object: Integers
    relation_weight: Vector


@dataclass(frozen=True, slots=True, eq=False)
class VisibleGraph:
    """The blocks under one reader's filter: the visible passages, and the counts over them."""

    blocks: tuple[PassageBlock, ...]
    masks: tuple[Mask, ...]
    total: int
    frequency: Floats
    idf: Floats
    entity_sums: Floats
    passage_sums: tuple[Floats, ...]


def view(blocks: Sequence[PassageBlock], masks: Sequence[Mask], entities: int) -> VisibleGraph:
    """Count mentions over the visible passages; `entities` is the number of entity numbers."""
    frequency = np.zeros(entities)
    sums = np.zeros(entities)
    for block, mask in zip(blocks, masks, strict=True):
        seen = np.repeat(mask, np.diff(block.weights.indptr)).astype(np.float64)
        frequency += np.bincount(block.weights.indices, seen, entities)
        sums += np.bincount(block.weights.indices, seen * block.weights.data, entities)
    total = sum(int(np.count_nonzero(mask)) for mask in masks)
    rarity: Floats = idf(total, frequency).astype(np.float64) * (frequency > 0)
    own = tuple(np.asarray(block.weights @ rarity[: block.weights.shape[1]]) for block in blocks)
    return VisibleGraph(tuple(blocks), tuple(masks), total, frequency, rarity, sums, own)


class PassagePosition(NamedTuple):
    """A passage, by block and row."""

    block: int
    row: int


def find_neighborhood(
    seen: VisibleGraph, ids: Sequence[str], numbers: dict[str, int], seeds: Seeds, limit: int
) -> LocalGraph:
    """Return the best passages with their contents; `ids` and `numbers` map entity numbers to ids and back."""
    scores = spread_activation(seen, numbers, seeds).scores
    offsets = list(accumulate(map(len, scores), initial=0))

    def place(flat: int) -> PassagePosition:
        block = bisect_right(offsets, flat) - 1
        return PassagePosition(block, flat - offsets[block])

    def name(flat: int) -> str:
        block, row = place(flat)
        return seen.blocks[block].ids[row]

    flat = np.concatenate(scores) if scores else np.zeros(0)
    return build_local_graph(seen, ids, [place(kept) for kept in top_k(flat, limit, name)])


class SpreadResult(NamedTuple):
    """The score of every passage by block, and what each entity passed on in the last round per unit of 1 + ln c."""

    scores: list[Floats]
    leaving: Floats


def spread_activation(seen: VisibleGraph, numbers: dict[str, int], seeds: Seeds) -> SpreadResult:
    """Run two rounds of spreading activation; `numbers` maps entity ids to numbers."""
    mass = [np.zeros(len(mask)) for mask in seen.masks]
    for name, weight in sorted(seeds.passages.items()):
        for block, mask, start in zip(seen.blocks, seen.masks, mass, strict=True):
            row = block.rows.get(name)
            if row is not None and mask[row]:
                start[row] += weight
    arriving = np.zeros(len(seen.frequency))
    passes = seen.frequency <= MAX_HUB_PASSAGES
    for name, weight in sorted(seeds.entities.items()):
        number = numbers.get(name, -1)
        if 0 <= number < len(arriving) and seen.frequency[number]:
            arriving[number] += weight
            passes[number] = True
    scores = [start.copy() for start in mass]
    leaving = np.zeros_like(arriving)
    share = np.divide(passes, seen.entity_sums, out=np.zeros_like(arriving), where=seen.entity_sums > 0)
    for turn in range(1, SPREADING_ROUNDS + 1):
        for block, sums, start in zip(seen.blocks, seen.passage_sums, mass, strict=True):
            width = block.weights.shape[1]
            given = np.divide(start, sums, out=np.zeros_like(start), where=sums > 0)
            arriving[:width] += (block.weights.T @ given) * seen.idf[:width]
        leaving = arriving * share
        mass = [
            np.asarray(block.weights @ leaving[: block.weights.shape[1]]) * mask
            for block, mask in zip(seen.blocks, seen.masks, strict=True)
        ]
        for score, start in zip(scores, mass, strict=True):
            score += start * ROUND_DECAY**turn
        arriving = np.zeros_like(arriving)
    return SpreadResult(scores, leaving)


class _Parts(NamedTuple):
    """One block's share of the kept passages as arrays: positions among the kept passages, and entity numbers."""

    mention_position: Integers
    mention_entity: Integers
    mention_count: Vector
    sentence_position: Integers
    sentence_ordinal: Integers
    named_sentence: Integers
    named_entity: Integers
    edge_position: Integers
    edge_subject: Integers
    edge_object: Integers
    edge_weight: Vector


_NONE = np.zeros(0, np.int64)
_NO_WEIGHT = np.zeros(0, np.float32)
_NOTHING = _Parts(
    mention_position=_NONE,
    mention_entity=_NONE,
    mention_count=_NO_WEIGHT,
    sentence_position=_NONE,
    sentence_ordinal=_NONE,
    named_sentence=_NONE,
    named_entity=_NONE,
    edge_position=_NONE,
    edge_subject=_NONE,
    edge_object=_NONE,
    edge_weight=_NO_WEIGHT,
)


def _take(block: PassageBlock, rows: Integers, positions: Integers, first_sentence: int) -> _Parts:
    pointers = block.weights.indptr.astype(np.int64)
    mentions, owners = row_entries(pointers, rows)
    sentences, sentence_owners = row_entries(block.sentences, rows)
    named, named_owners = row_entries(block.named, sentences)
    edges, edge_owners = row_entries(block.relations, rows)
    return _Parts(
        positions[owners],
        block.weights.indices[mentions].astype(np.int64),
        block.counts[mentions],
        positions[sentence_owners],
        sentences - block.sentences[rows][sentence_owners],
        named_owners + first_sentence,
        block.named_entity[named],
        positions[edge_owners],
        block.relation_subject[edges],
        block.relation_object[edges],
        block.relation_weight[edges],
    )


def build_local_graph(seen: VisibleGraph, ids: Sequence[str], kept: list[PassagePosition]) -> LocalGraph:
    """Build the local graph of the kept passages, best passage first."""
    passages = tuple(seen.blocks[block].ids[row] for block, row in kept)
    taken = [_NOTHING]
    first = 0
    for number, block in enumerate(seen.blocks):
        here = [(position, place.row) for position, place in enumerate(kept) if place.block == number]
        rows = np.array([row for _, row in here], np.int64)
        taken.append(_take(block, rows, np.array([position for position, _ in here], np.int64), first))
        first += len(taken[-1].sentence_position)
    return _assemble(seen, ids, passages, _Parts(*(np.concatenate(column) for column in zip(*taken, strict=True))))


def _pairs(first: Integers, second: Integers) -> Integers:
    """Return the sort order of distinct pairs of non-negative numbers; faster than a lexicographic sort."""
    return np.argsort(first * (int(second.max(initial=0)) + 1) + second)


def _assemble(seen: VisibleGraph, ids: Sequence[str], passages: tuple[str, ...], parts: _Parts) -> LocalGraph:
    entity = np.full(len(seen.frequency), -1)
    entity[parts.mention_entity] = 0
    present = sorted(np.flatnonzero(entity == 0).tolist(), key=ids.__getitem__)
    numbers = np.array(present, np.int64)
    entity[numbers] = np.arange(len(numbers))
    mentions = _pairs(parts.mention_position, entity[parts.mention_entity])
    order = _pairs(parts.sentence_position, parts.sentence_ordinal)
    sentence = np.empty(len(order), np.int64)
    sentence[order] = np.arange(len(order))
    named = _pairs(sentence[parts.named_sentence], entity[parts.named_entity])
    subject, target = entity[parts.edge_subject], entity[parts.edge_object]
    edges = np.lexsort((parts.edge_weight, target, subject, parts.edge_position))
    edges = edges[(subject[edges] >= 0) & (target[edges] >= 0)]
    owners, ordinals = parts.sentence_position[order], parts.sentence_ordinal[order]
    return LocalGraph(
        passages=passages,
        entities=tuple([ids[number] for number in present]),
        sentences=tuple([f"{passages[p]}#{o}" for p, o in zip(owners.tolist(), ordinals.tolist(), strict=True)]),
        sentence_passage=owners,
        mention_passage=parts.mention_position[mentions],
        mention_entity=entity[parts.mention_entity[mentions]],
        mention_count=parts.mention_count[mentions],
        sentence_index=sentence[parts.named_sentence[named]],
        sentence_entity=entity[parts.named_entity[named]],
        edge_subject=subject[edges],
        edge_object=target[edges],
        edge_weight=parts.edge_weight[edges],
        edge_passage=parts.edge_position[edges],
        frequency=seen.frequency[numbers].astype(np.float32),
        total=seen.total,
    )
