"""Repeated like elements as the rows of a table."""

from __future__ import annotations

from typing import Any

from ingest.elements.names import BLOCKS, TEXTS, has_text, labelled_value, name_of, plain_text, read_attributes

_PROSE_CHARS = 80


def find_records(first: Any) -> list[Any]:
    """Return the elements of one name that begin with this one, if they are flat and alike; none otherwise."""
    before = first.getprevious()
    if (before is not None and before.tag == first.tag) or name_of(first) in BLOCKS - TEXTS - {"item", "note"}:
        return []
    run = [first]
    for sibling in first.itersiblings():
        if sibling.tag != first.tag:
            break
        run.append(sibling)
    if len(run) < 2 or not all(map(_is_flat, run)) or _is_prose(run):
        return []
    rows = [dict(_cells(record)) for record in run]
    names = {name for row in rows for name in row}
    return run if 1 < len(names) <= 2 * max(map(len, rows)) else []


def table_rows(records: list[Any]) -> list[list[str]]:
    """Return the names of the columns and a row for each record."""
    rows = [dict(_cells(record)) for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def _cells(record: Any) -> list[tuple[str, str]]:
    """Return names and values of a record; those of one name are joined."""
    cells: dict[str, list[str]] = {name: [value] for name, value in read_attributes(record)}
    if len(record) == 0 and (text := plain_text(record)):
        cells.setdefault(name_of(record), []).append(text)
    for child in record:
        if value := labelled_value(child):
            cells.setdefault(name_of(child), []).append(value)
    return [(name, "; ".join(values)) for name, values in cells.items()]


def _is_flat(record: Any) -> bool:
    return not has_text(record) and not any(len(child) for child in record)


def _is_prose(run: list[Any]) -> bool:
    """Return whether the records hold texts that people read as such."""
    texts = [child.text or "" for record in run for child in record if name_of(child) in TEXTS]
    entries = name_of(run[0]) in ("item", "entry") and any(name_of(child) == "title" for child in run[0])
    return bool(texts) and (entries or sum(map(len, texts)) > _PROSE_CHARS * len(run))
