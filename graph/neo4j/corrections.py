"""What people correct of entities, each in a node of its own, which outlives the entity."""

from __future__ import annotations

from collections.abc import Iterator

from graph.correction import Correction
from graph.neo4j.connect import Connection


def record(connection: Connection, correction: Correction) -> None:
    """Record the latest correction of an entity."""
    values = {"entity": correction.entity_id, "name": correction.name, "reason": correction.reason}
    connection.write(lambda tx: tx.rows(RECORD_STATEMENT, **values))


def erase(connection: Connection, entity_id: str) -> bool:
    """Erase the correction of an entity; False if there is none."""
    return bool(connection.write(lambda tx: tx.rows(ERASE_STATEMENT, entity=entity_id)))


def read(connection: Connection) -> Iterator[Correction]:
    """Return the corrections by entity."""
    rows = connection.read(lambda tx: tx.rows(CORRECTIONS_QUERY))
    return iter(sorted((Correction(*row) for row in rows), key=lambda one: one.entity_id))


RECORD_STATEMENT = """MERGE (c:Correction {graph: $graph, entity: $entity})
SET c.name = $name, c.reason = $reason"""
ERASE_STATEMENT = "MATCH (c:Correction {graph: $graph, entity: $entity}) DELETE c RETURN 1"
CORRECTIONS_QUERY = "MATCH (c:Correction) WHERE c.graph = $graph RETURN c.entity, c.name, c.reason"
