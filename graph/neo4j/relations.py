"""Find what visible passages state of some entities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph.neo4j import schema
from graph.neo4j.connect import Connection, Transaction
from graph.neo4j.filter import filter_parameters
from graph.neo4j.read import read_consistently
from graph.relation_correction import triple_of
from graph.types import Filter, Relation


def find_relations(
    connection: Connection, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter
) -> list[Relation]:
    """Return the relations from one of these entities to one of those, ordered by their fields."""
    ends = {"subjects": list(dict.fromkeys(subject_ids)), "objects": list(object_ids)}
    return connection.read(partial(_relations, ends=ends, where=where))


def _relations(tx: Transaction, ends: dict[str, list[str]], where: Filter) -> list[Relation]:
    rows = tx.rows(RELATIONS_BETWEEN_QUERY, **ends, **filter_parameters(where))
    versions = {row[-2]: row[-1] for row in rows}

    found = read_consistently(tx, versions, lambda: [Relation(*row[:-2]) for row in rows])
    return sorted(found, key=lambda one: (*triple_of(one), one.passage_id, one.weight))


RELATIONS_BETWEEN_QUERY = f"""UNWIND $subjects AS id
MATCH (a:Entity {{graph: $graph, id: id}})-[r:RELATES]->(b:Entity) WHERE b.id IN $objects
MATCH (d:Document)-[:HAS]->(p:Passage {{graph: $graph, id: r.passage, version: r.version}})
WHERE p.version = d.version AND {schema.VISIBLE}
RETURN a.id, r.predicate, b.id, p.id, r.weight, coalesce(r.start, 0), coalesce(r.end, 0), coalesce(r.origin, ''),
 d.id, d.version"""
