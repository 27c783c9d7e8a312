"""Turn a reader's filter into a condition on the documents table: the only place that decides visibility."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import json
from collections.abc import Iterable

from graph.date_range import AFTER_DATES
from graph.types import Filter

Values = list[str]

_SHARED = "EXISTS (SELECT 1 FROM json_each(documents.{column}) WHERE value IN (SELECT value FROM json_each(?)))"


def filter_condition(where: Filter) -> tuple[str, Values]:
    """Return an SQL condition on `documents` and the values it binds."""
    terms: list[str] = []
    values: Values = []
    if where.collection is not None:
        terms.append("documents.collection = ?")
        values.append(where.collection)
    for column, wanted in (
        ("id", where.documents),
        ("source", where.sources),
        ("format", where.formats),
        ("language", where.languages),
    ):
        if wanted is not None:
            terms.append(f"documents.{column} IN (SELECT value FROM json_each(?))")
            values.append(encode_list(wanted))
    if where.tags is not None:
        terms.append(_SHARED.format(column="tags"))
        values.append(encode_list(where.tags))
    if where.access is not None:
        terms.append(f"(documents.access = '[]' OR {_SHARED.format(column='access')})")
        values.append(encode_list(where.access))
    if where.since is not None:
        terms.append("documents.date <> '' AND documents.date || ? >= ?")
        values += [AFTER_DATES, where.since]
    if where.until is not None:
        terms.append("documents.date <> '' AND documents.date <= ?")
        values.append(where.until + AFTER_DATES)
    return " AND ".join(terms) or "1", values


def encode_list(values: Iterable[str] | Iterable[int]) -> str:
    """Encode values as the JSON array that `json_each` reads."""
    return json.dumps(list(values))
