"""What people correct of relations, each in a node of its own, which outlives documents and entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from graph.neo4j.connect import Connection
from graph.relation_correction import RelationCorrection, Triple


def record(connection: Connection, corrections: Sequence[RelationCorrection]) -> None:
    """Record the latest corrections of relations, all or none."""
    rows = [asdict(one) for one in corrections]
    connection.write(lambda tx: tx.rows(RECORD_RELATIONS_STATEMENT, rows=rows))


def erase(connection: Connection, triple: Triple) -> bool:
    """Erase the correction of a relation; False if there is none."""
    subject, predicate, target = triple
    values = {"subject": subject, "predicate": predicate, "object": target}
    return bool(connection.write(lambda tx: tx.rows(ERASE_RELATION_STATEMENT, **values)))


def read(connection: Connection) -> Iterator[RelationCorrection]:
    """Return the corrections by subject, predicate and object."""
    rows = connection.read(lambda tx: tx.rows(RELATION_CORRECTIONS_QUERY))
    return iter(sorted((RelationCorrection(*row) for row in rows), key=lambda one: one.triple))


RECORD_RELATIONS_STATEMENT = """UNWIND $rows AS row MERGE (c:RelationCorrection
 {graph: $graph, subject: row.subject_id, predicate: row.predicate, object: row.object_id})
SET c.state = row.state, c.reason = row.reason, c.passage = row.passage_id, c.start = row.start, c.end = row.end"""
ERASE_RELATION_STATEMENT = """MATCH (c:RelationCorrection
 {graph: $graph, subject: $subject, predicate: $predicate, object: $object}) DELETE c RETURN 1"""
RELATION_CORRECTIONS_QUERY = """MATCH (c:RelationCorrection) WHERE c.graph = $graph
RETURN c.subject, c.predicate, c.object, c.state, c.reason, c.passage, c.start, c.end"""
