"""Find what visible passages state of some entities."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

from collections.abc import Sequence

from graph.held_state import ReadSource
from graph.sqlite.filter import encode_list, filter_condition
from graph.types import Filter, Relation


def find_relations(
    database: ReadSource, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter
) -> list[Relation]:
    """Return the relations from one of these entities to one of those, ordered by their fields."""
    allowed, values = filter_condition(where)
    known = "SELECT number FROM entities WHERE id IN (SELECT value FROM json_each(?))"
    query = (
        "SELECT a.id, predicate, b.id, passages.id, weight, relations.start, relations.end, origin FROM relations "
        "JOIN entities AS a ON a.number = subject JOIN entities AS b ON b.number = object "
        "JOIN passages ON passages.number = passage JOIN documents ON documents.number = document "
        f"WHERE subject IN ({known}) AND object IN ({known}) AND {allowed} ORDER BY 1, 2, 3, 4, 5"
    )
    with database.read() as connection:
        rows = connection.execute(query, (encode_list(subject_ids), encode_list(object_ids), *values)).fetchall()
    return [Relation(*row) for row in rows]
