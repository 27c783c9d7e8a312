"""Read the files of labelled sets; errors name the file, and the line where known."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from graph.errors import UsageError

MAX_PEEKED_CHARS = 65_536
"""The number of characters read to recognise a file."""


def peek_text(file: Path) -> str:
    """Return the start of a text file; empty if it cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.read(MAX_PEEKED_CHARS)
    except OSError:
        return ""


def read_json_records(file: Path) -> list[dict[str, Any]]:
    """Read the objects of a JSON file that is a list."""
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}", "it should be a JSON list of objects")
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise UsageError(f"{file} is not a list of objects", "see the set's own description")
    return data


def read_jsonl_records(file: Path) -> list[dict[str, Any]]:
    """Read the objects of a JSON Lines file."""
    return list(_lines(file))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    found = json.loads(line)
                    if not isinstance(found, dict):
                        raise UsageError(f"{file}, line {number} is not an object", "each line is one JSON object")
                    yield found
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}", "it should be JSON Lines")


def read_csv_records(file: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file with a header."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"cannot read {file}: {error}", "it should be CSV in UTF-8 with a header")


def read_tab_separated(file: Path) -> list[list[str]]:
    """Read the lines of a tab-separated file, with quotation marks as plain text."""
    try:
        return [line.split("\t") for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}", "it should be tab-separated text in UTF-8")


def csv_header(file: Path) -> list[str]:
    """Return the column names of a CSV file."""
    return next(iter(list(islice(csv.reader(peek_text(file).splitlines()), 1))), [])


def require_field(record: dict[str, Any], name: str, kind: type, file: Path) -> Any:
    """Return a field of a record; UsageError if it is missing or of another type."""
    value = record.get(name)
    if not isinstance(value, kind):
        raise UsageError(f"{file}: a record has no {name!r} of kind {kind.__name__}", "see the set's own description")
    return value
