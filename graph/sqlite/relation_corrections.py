"""What people correct of relations, in rows that outlive documents and entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.database import Database
from graph.relation_correction import RelationCorrection, Triple


def record(database: Database, corrections: Sequence[RelationCorrection]) -> None:
    """Record the latest corrections of relations, all or none."""
    rows = [(*one.triple, one.state, one.reason, one.passage_id, one.start, one.end) for one in corrections]
    with database.write() as connection:
        connection.executemany("INSERT OR REPLACE INTO relation_corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def erase(database: Database, triple: Triple) -> bool:
    """Erase the correction of a relation; False if there is none."""
    with database.write() as connection:
        query = "DELETE FROM relation_corrections WHERE subject = ? AND predicate = ? AND object = ?"
        return connection.execute(query, triple).rowcount > 0


def read(database: Database) -> Iterator[RelationCorrection]:
    """Return the corrections by subject, predicate and object."""
    query = (
        "SELECT subject, predicate, object, state, reason, passage, start, end FROM relation_corrections "
        "ORDER BY subject, predicate, object"
    )
    with database.read() as connection:
        rows = connection.execute(query).fetchall()
    return (RelationCorrection(*row) for row in rows)
