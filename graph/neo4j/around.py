"""The neighbourhood of seeds: fetched round by round from the server, then spread and gathered by `graph.around`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph import around
from graph.around import HUB, Block, Visible
from graph.model import LocalGraph, Seeds
from graph.neo4j import schema
from graph.neo4j.sight import Sight, unknown
from graph.rows import pointers

Passages = dict[str, "Mentioned"]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The entities that a passage mentions, by id, and how often."""

    entities: list[str]
    counts: list[int]


def neighbourhood(sight: Sight, seeds: Seeds, limit: int) -> LocalGraph:
    """The same as `graph.around.around` over the whole graph."""
    if not sight.facts.passages or limit <= 0:
        return _local(sight, {}, Seeds(), 0)
    near = _passages(sight, sight.rows(BY_ID, ids=sorted(seeds.passages)))
    asked = set(seeds.entities)
    done: set[str] = set()
    for _ in range(around.ROUNDS):
        found = {entity for held in near.values() for entity in held.entities} | asked
        _count(sight, found)
        leaving = sorted(e for e in found - done if e in asked or 0 < _frequency(sight, e) <= HUB)
        done.update(leaving)
        near |= _passages(sight, sight.rows(BY_ENTITY, ids=leaving))
    return _local(sight, near, seeds, limit)


def _frequency(sight: Sight, entity: str) -> int:
    return sight.facts.entities.get(entity, (0, 0.0))[0]


def _passages(sight: Sight, rows: list[Any]) -> Passages:
    for _, _, _, document, version in rows:
        sight.seen.add(document, version)
    return {name: Mentioned(entities, counts) for name, entities, counts, _, _ in rows}


def _count(sight: Sight, entities: Iterable[str]) -> None:
    """Learn how many visible passages mention each entity, and the sum of their weights."""
    wanted = unknown(sorted(entities), sight.facts.entities)
    if wanted:
        known = {name: (count, weight) for name, count, weight in sight.rows(COUNTS, ids=wanted)}
        sight.facts.entities.update({name: known.get(name, (0, 0.0)) for name in wanted})


def _local(sight: Sight, near: Passages, seeds: Seeds, limit: int) -> LocalGraph:
    ids = sorted({entity for held in near.values() for entity in held.entities})
    numbers = {name: number for number, name in enumerate(ids)}
    names = sorted(near)
    rough = _block(names, near, numbers, {})
    kept = around.around(_visible(sight, rough, ids), ids, numbers, seeds, limit).passages
    held = {row[0]: row for row in sight.rows(KEPT, ids=list(kept))} if kept else {}
    if held.keys() != set(kept):
        kept = tuple(name for name in kept if name in held)
    whole = _block(list(kept), near, numbers, held, sight.rows(RELATIONS, ids=list(kept)) if kept else ())
    places = [around.Place(0, row) for row in range(len(kept))]
    return around.gather(_visible(sight, whole, ids), ids, places)


def _visible(sight: Sight, block: Block, ids: list[str]) -> Visible:
    counted = [sight.facts.entities.get(name, (0, 0.0)) for name in ids]
    frequency = np.array([count for count, _ in counted], np.float64)
    sums = np.array([weight for _, weight in counted], np.float64)
    idf = np.log1p(sight.facts.passages / np.maximum(frequency, 1)) * (frequency > 0)
    return Visible(
        blocks=(block,),
        masks=(np.ones(len(block.ids), bool),),
        total=sight.facts.passages,
        frequency=frequency,
        idf=idf,
        entity_sums=sums,
        passage_sums=(block.weights @ idf,),
    )


def _block(
    names: list[str], near: Passages, numbers: dict[str, int], held: dict[Any, Any], relations: Iterable[Any] = ()
) -> Block:
    """Passages as arrays; sentences and relations only of those that are held."""
    from scipy.sparse import csr_array

    mentioned = [near[name] for name in names]
    counts = np.array([count for one in mentioned for count in one.counts], np.float64)
    entities = np.array([numbers[entity] for one in mentioned for entity in one.entities], np.int64)
    owners = np.repeat(np.arange(len(names)), [len(one.entities) for one in mentioned])
    places = (entities.astype(np.int32), pointers(owners, len(names)).astype(np.int32))
    sizes = [held[name][1] if name in held else 0 for name in names]
    sentences = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    pairs = [
        (int(sentences[row]) + ordinal, numbers[near[name].entities[place]])
        for row, name in enumerate(names)
        for ordinal, place in _pairs(held[name][2] if name in held else [])
    ]
    rows = {name: row for row, name in enumerate(names)}
    edges = [(rows[p], numbers.get(s, -1), numbers.get(o, -1), w) for p, s, o, w in relations]
    edges = [edge for edge in edges if min(edge[:3]) >= 0]
    return Block(
        ids=names,
        rows=rows,
        weights=csr_array((1 + np.log(counts), *places), shape=(len(names), len(numbers))),
        counts=counts.astype(np.float32),
        sentences=sentences,
        named=pointers(np.array([sentence for sentence, _ in pairs], np.int64), int(sentences[-1])),
        named_entity=np.array([entity for _, entity in pairs], np.int64),
        relation_row=np.array([edge[0] for edge in edges], np.int64),
        relation_subject=np.array([edge[1] for edge in edges], np.int64),
        relation_object=np.array([edge[2] for edge in edges], np.int64),
        relation_weight=np.array([edge[3] for edge in edges], np.float32),
    )


def _pairs(flat: list[int]) -> Iterable[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


_SHOWN = f"p.version = d.version AND {schema.VISIBLE}"
_BY_ID = """UNWIND $ids AS id MATCH (p:Passage) WHERE p.graph = $graph AND p.id = id AND p.version IS NOT NULL
MATCH (d:Document)-[:HAS]->(p)"""
BY_ID = f"{_BY_ID} WHERE {_SHOWN} RETURN p.id, p.entities, p.counts, d.id, d.version"
BY_ENTITY = f"""UNWIND $ids AS id MATCH (e:Entity {{graph: $graph, id: id}})<-[:MENTIONS]-(p:Passage)
WITH DISTINCT p MATCH (d:Document)-[:HAS]->(p) WHERE {_SHOWN} RETURN p.id, p.entities, p.counts, d.id, d.version"""
COUNTS = f"""UNWIND $ids AS id MATCH (e:Entity {{graph: $graph, id: id}})<-[m:MENTIONS]-(p:Passage)<-[:HAS]-(d:Document)
WHERE {_SHOWN} RETURN id, count(m), sum(1.0 + log(m.count))"""
KEPT = f"{_BY_ID} WHERE {_SHOWN} RETURN p.id, size(p.bounds) / 2, p.named"
RELATIONS = f"""UNWIND $ids AS id MATCH (a:Entity)-[r:RELATES]->(b:Entity) WHERE r.passage = id AND a.graph = $graph
MATCH (p:Passage {{graph: $graph, id: id, version: r.version}})<-[:HAS]-(d:Document) WHERE {_SHOWN}
RETURN id, a.id, b.id, r.weight"""
