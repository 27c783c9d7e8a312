"""The neighbourhood of seeds: passages are fetched round by round, then scored by `graph.neighborhood`.

In the last round only passages that may be among the best are fetched: an entity is skipped if even the passage with
the most entities cannot gain enough from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph import neighborhood
from graph.csr import Floats, pointers, top_k
from graph.idf import idf
from graph.local import LocalGraph, Seeds
from graph.neighborhood import MAX_HUB_PASSAGES, ROUND_DECAY, SPREADING_ROUNDS, PassageBlock, VisibleGraph
from graph.neo4j import schema
from graph.neo4j.connect import StaleRead
from graph.neo4j.filter_stats import MentionCounts
from graph.neo4j.filtered_view import Neo4jView
from graph.neo4j.prepare import number
from graph.types import Integers

# Bounds are summed in another order than scores.
SCORE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class FetchedPassages:
    """Passages with the numbers of the entities they mention, and the mention counts, packed."""

    mentioned: dict[str, tuple[bytes, bytes]]

    def take(self, sight: Neo4jView, found: list[Any]) -> None:
        """Add the passages of collected columns."""
        ids, numbers, counts, *of_documents = found
        if of_documents:
            sight.seen.add(*of_documents)
        self.mentioned.update(zip(ids, zip(numbers, counts, strict=True), strict=True))


@dataclass(frozen=True, slots=True)
class MentionTable:
    """Passages as arrays: entities are indices into `numbers`, which is ascending."""

    ids: list[str]
    numbers: Integers
    entities: Integers
    counts: Integers
    owners: Integers

    @property
    def weights(self) -> Floats:
        return 1 + np.log(self.counts.astype(np.float64))


def fetch_neighborhood(sight: Neo4jView, seeds: Seeds, limit: int) -> LocalGraph:
    """Return the same local graph as `graph.neighborhood.find_neighborhood` over the whole graph."""
    near = FetchedPassages({})
    if not sight.facts.passages or limit <= 0:
        return _gathered(sight, near, [])
    near.take(sight, sight.columns(BY_ID_UNFILTERED_QUERY if sight.clear else BY_ID_QUERY, ids=sorted(seeds.passages)))
    asked = np.array([number(name) for name in sorted(seeds.entities)], np.int64)
    first = np.union1d(_table(near, near.mentioned).numbers, asked)
    leaving = first[_passes(sight, first, asked)]
    near.take(
        sight, sight.columns(BY_ENTITY_UNFILTERED_QUERY if sight.apart else BY_ENTITY_QUERY, numbers=leaving.tolist())
    )
    table = _table(near, near.mentioned)
    found = _spread(sight, table, seeds)
    ids, scores = table.ids, found.scores[0]
    wanted = _promising(sight, table, found, leaving, limit)
    if len(wanted):
        near.take(
            sight,
            sight.columns(BY_ENTITY_UNFILTERED_QUERY if sight.apart else BY_ENTITY_QUERY, numbers=wanted.tolist()),
        )
        farther = _table(near, near.mentioned.keys() - set(ids))
        ids, scores = [*ids, *farther.ids], np.concatenate([scores, _last_round(farther, table.numbers, found.leaving)])
    return _gathered(sight, near, [ids[row] for row in top_k(scores, limit, ids.__getitem__)])


def _table(near: FetchedPassages, names: Iterable[str]) -> MentionTable:
    ids = sorted(names)
    held = [near.mentioned[name] for name in ids]
    numbers = np.frombuffer(b"".join(packed for packed, _ in held), "<i8").astype(np.int64)
    counts = np.frombuffer(b"".join(packed for _, packed in held), "<i8").astype(np.int64)
    owners = np.repeat(np.arange(len(ids)), [len(packed) // 8 for packed, _ in held])
    known, entities = np.unique(numbers, return_inverse=True)
    return MentionTable(ids, known, entities.astype(np.int64), counts, owners)


def _counted(sight: Neo4jView, numbers: Integers) -> MentionCounts:
    """Return the mention counts of these entities, fetched if not yet known; `numbers` is ascending."""
    known = sight.facts.entities
    wanted = known.unknown(numbers)
    if len(wanted):
        known.learn(
            wanted,
            sight.columns(
                MENTION_COUNTS_UNFILTERED_QUERY if sight.apart else MENTION_COUNTS_QUERY, numbers=wanted.tolist()
            ),
        )
    return known.of(numbers)


def _passes(sight: Neo4jView, numbers: Integers, asked: Integers) -> Any:
    """Return which of these entities pass their weight on."""
    frequency = _counted(sight, numbers).passages
    return (frequency > 0) & ((frequency <= MAX_HUB_PASSAGES) | np.isin(numbers, asked))


def _spread(sight: Neo4jView, table: MentionTable, seeds: Seeds) -> neighborhood.SpreadResult:
    """Return the score of each passage, and what each entity passes on in the last round per unit of weight."""
    places = {name: int(np.searchsorted(table.numbers, number(name))) for name in seeds.entities}
    held = {
        name: place
        for name, place in places.items()
        if place < len(table.numbers) and table.numbers[place] == number(name)
    }
    return neighborhood.spread_activation(
        _visible(sight, _block(table, len(table.numbers)), table.numbers), held, seeds
    )


def _promising(
    sight: Neo4jView, table: MentionTable, found: neighborhood.SpreadResult, leaving: Integers, limit: int
) -> Integers:
    """Return the entities through which a passage not yet fetched may get among the best.

    A passage's gain in the last round is at most the sum of the largest gains over as many entities as one passage
    mentions; the entities of least gain that together do not reach the bar are left out (as in Turtle and Flood's
    MaxScore).
    """
    scores = np.sort(found.scores[0][found.scores[0] > 0])
    bar = float(scores[-limit]) * (1 - SCORE_TOLERANCE) if len(scores) >= limit else 0.0
    counted = _counted(sight, table.numbers)
    others = counted.passages - np.bincount(table.entities, minlength=len(table.numbers))
    gains = ROUND_DECAY**SPREADING_ROUNDS * found.leaving * (1 + np.log(np.maximum(counted.most, 1)))
    open_ = np.flatnonzero((gains > 0) & (others > 0) & ~np.isin(table.numbers, leaving))
    open_ = open_[np.argsort(gains[open_], kind="stable")]
    sums_to = np.concatenate([[0.0], np.cumsum(gains[open_])])
    ends = np.arange(1, len(open_) + 1)
    reached = sums_to[ends] - sums_to[np.maximum(ends - sight.facts.most, 0)]
    promising: Integers = table.numbers[open_[reached >= bar]]
    return promising


def _last_round(table: MentionTable, numbers: Integers, leaving: Floats) -> Floats:
    """Return the scores of passages reached only in the last round."""
    places = np.minimum(np.searchsorted(numbers, table.numbers), len(numbers) - 1)
    given = np.where(numbers[places] == table.numbers, leaving[places], 0.0)
    arrived = np.bincount(table.owners, table.weights * given[table.entities], len(table.ids))
    return arrived.astype(np.float64) * ROUND_DECAY**SPREADING_ROUNDS


def _visible(sight: Neo4jView, block: PassageBlock, numbers: Integers) -> VisibleGraph:
    _, frequency, sums, _ = _counted(sight, numbers)
    rarity: Floats = idf(sight.facts.passages, frequency).astype(np.float64) * (frequency > 0)
    return VisibleGraph(
        blocks=(block,),
        masks=(np.ones(len(block.ids), bool),),
        total=sight.facts.passages,
        frequency=frequency,
        idf=rarity,
        entity_sums=sums,
        passage_sums=(np.asarray(block.weights @ rarity),),
    )


@dataclass(frozen=True, slots=True, eq=False)
class PassageContents:
    """The other contents of kept passages: sentences and relations by passage, entities by sentence."""

    sentences: Integers
    named: Integers
    named_entity: Integers
    relations: Integers
    relation_subject: Integers
    relation_object: Integers
    relation_weight: Floats


_EMPTY = np.zeros(0, np.int64)


def _block(table: MentionTable, width: int, inside: PassageContents | None = None) -> PassageBlock:
    from scipy.sparse import csr_array

    count = len(table.ids)
    places = (table.entities.astype(np.int32), pointers(table.owners, count).astype(np.int32))
    held = inside or PassageContents(
        sentences=np.zeros(count + 1, np.int64),
        named=np.zeros(1, np.int64),
        named_entity=_EMPTY,
        relations=np.zeros(count + 1, np.int64),
        relation_subject=_EMPTY,
        relation_object=_EMPTY,
        relation_weight=np.zeros(0),
    )
    return PassageBlock(
        ids=table.ids,
        rows={name: row for row, name in enumerate(table.ids)},
        weights=csr_array((table.weights, *places), shape=(count, width)),
        counts=table.counts.astype(np.float32),
        sentences=held.sentences,
        named=held.named,
        named_entity=held.named_entity,
        relations=held.relations,
        relation_subject=held.relation_subject,
        relation_object=held.relation_object,
        relation_weight=held.relation_weight.astype(np.float32),
    )


def _gathered(sight: Neo4jView, near: FetchedPassages, kept: Sequence[str]) -> LocalGraph:
    """Return the local graph of the kept passages, in the order given."""
    columns = sight.columns(CONTENTS_UNFILTERED_QUERY if sight.clear else CONTENTS_QUERY, ids=list(kept))
    held = dict(zip(columns[0], zip(*columns[1:], strict=True), strict=True))
    ids = [name for name in kept if name in held]
    rows = [held[name] for name in ids]
    mentioned = [near.mentioned[name] for name in ids]
    of_entities = np.frombuffer(b"".join(packed for packed, _ in mentioned), "<i8").astype(np.int64)
    numbers = np.unique(of_entities)
    names = _named(sight, dict(zip(ids, mentioned, strict=True)), numbers.tolist())
    counts = np.frombuffer(b"".join(packed for _, packed in mentioned), "<i8").astype(np.int64)
    sizes = np.array([len(packed) // 8 for packed, _ in mentioned], np.int64)
    owners = np.repeat(np.arange(len(ids)), sizes)
    table = MentionTable(ids, numbers, np.searchsorted(numbers, of_entities), counts, owners)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    block = _block(table, len(numbers), _inside(rows, table, starts))
    places = [neighborhood.PassagePosition(0, row) for row in range(len(ids))]
    return neighborhood.build_local_graph(_visible(sight, block, numbers), names, places)


def _named(sight: Neo4jView, mentioned: Mapping[str, tuple[bytes, bytes]], numbers: list[int]) -> list[str]:
    """Return the ids of entities; unknown ones are fetched from the passages that mention them."""
    known = sight.facts.ids
    wanted = set(numbers) - known.keys()
    if wanted:
        of_passages = {name: np.frombuffer(packed, "<i8").tolist() for name, (packed, _) in mentioned.items()}
        asked = [name for name, held in of_passages.items() if not wanted.isdisjoint(held)]
        (found,) = sight.columns(PASSAGE_ENTITIES_QUERY, ids=asked)
        # The number of an id does not depend on the passage's version, so it can be cached for good.
        known.update((number(entity), entity) for entities in found for entity in entities)
        if not wanted <= known.keys():
            raise StaleRead
    return [known[one] for one in numbers]


def _inside(rows: Sequence[Any], table: MentionTable, starts: Integers) -> PassageContents:
    sentences = np.concatenate([[0], np.cumsum([row[0] for row in rows])]).astype(np.int64)
    pairs = np.frombuffer(b"".join(row[1] for row in rows), "<i8").reshape(-1, 2)
    owners = np.repeat(np.arange(len(rows)), [len(row[1]) // 16 for row in rows])
    ends = np.frombuffer(b"".join(row[2] for row in rows), "<i8").reshape(-1, 2)
    relation_row = np.repeat(np.arange(len(rows)), [len(row[3]) // 8 for row in rows])
    weights = np.frombuffer(b"".join(row[3] for row in rows), "<f8")
    # A relation whose end is mentioned only in other passages is dropped.
    known = np.isin(ends, table.numbers).all(axis=1)
    return PassageContents(
        sentences=sentences,
        named=pointers(sentences[owners] + pairs[:, 0], int(sentences[-1])),
        named_entity=table.entities[starts[owners] + pairs[:, 1]],
        relations=pointers(relation_row[known], len(rows)),
        relation_subject=np.searchsorted(table.numbers, ends[known, 0]),
        relation_object=np.searchsorted(table.numbers, ends[known, 1]),
        relation_weight=weights[known],
    )


_SHOWN = f"p.version = d.version AND {schema.VISIBLE}"
_SEEK = "UNWIND $ids AS id MATCH (p:Passage) WHERE p.graph = $graph AND p.id = id AND p.version IS NOT NULL"
_BY_ID = f"{_SEEK} MATCH (d:Document)-[:HAS]->(p) WHERE {_SHOWN}"
_PACKED = "collect(p.id), collect(p.numbers), collect(p.counts)"
_COLUMNS = f"RETURN {_PACKED}, collect(d.id), collect(d.version)"
_FROM_ENTITY = "UNWIND $numbers AS number MATCH (e:Entity {graph: $graph, number: number})<-[m:MENTIONS]-"
BY_ID_QUERY = f"{_BY_ID} {_COLUMNS}"
BY_ID_UNFILTERED_QUERY = f"{_SEEK} RETURN {_PACKED}"
BY_ENTITY_QUERY = f"""{_FROM_ENTITY}(p:Passage)
WITH DISTINCT p MATCH (d:Document)-[:HAS]->(p) WHERE {_SHOWN} {_COLUMNS}"""
BY_ENTITY_UNFILTERED_QUERY = f"""{_FROM_ENTITY}(p:Passage) WHERE $collection IS NULL OR e.collection = $collection
WITH DISTINCT p RETURN {_PACKED}"""
_COUNTED = """WITH number, count(m) AS count, sum(1.0 + log(m.count)) AS weight, max(m.count) AS most
RETURN collect(number), collect(count), collect(weight), collect(most)"""
MENTION_COUNTS_QUERY = f"{_FROM_ENTITY}(p:Passage) MATCH (d:Document)-[:HAS]->(p) WHERE {_SHOWN} {_COUNTED}"
MENTION_COUNTS_UNFILTERED_QUERY = f"{_FROM_ENTITY}() WHERE $collection IS NULL OR e.collection = $collection {_COUNTED}"
_HELD = "RETURN collect(p.id), collect(size(p.bounds) / 2), collect(p.named), collect(p.related), collect(p.weights)"
CONTENTS_QUERY = f"{_BY_ID} {_HELD}"
CONTENTS_UNFILTERED_QUERY = f"{_SEEK} {_HELD}"
PASSAGE_ENTITIES_QUERY = f"{_SEEK} RETURN collect(p.entities)"
