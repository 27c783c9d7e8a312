"""CSV and TSV: rows with a text column become one document each, any other table one text with a line per row."""

from __future__ import annotations

import csv
import re
from collections import Counter

from graph.errors import Reason, Refused
from graph.text.clean import clean
from ingest.decode import decode, is_text
from ingest.load.json import TEXT_KEYS, records_to_texts
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*(?:"|\Z)')
_NUMBER = re.compile(r"[\s\d.,%$€£+-]*\Z")
_LONGEST_CELL = 10_000_000


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    rows = read_rows(clean(decode(data)))
    if not rows:
        return []
    header = rows[0] if len(rows) > 1 and _is_header(rows[0]) else []
    keys = [name.casefold() for name in header]
    if any(key in TEXT_KEYS for key in keys):
        return records_to_texts([dict(zip(keys, row, strict=False)) for row in rows[1:]], name)
    body = rows[1:] if header else rows
    return [LoadedText(name, clean("\n".join(_line(header, row) for row in body)))]


def read_rows(text: str) -> list[list[str]]:
    """Return the non-empty rows; ragged rows are kept as they are."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Refused(Reason.CORRUPT, f"not readable as a table: {error}", "mend the quotes")
    trimmed = ([" ".join(cell.split()) for cell in row] for row in rows)
    return [row for row in trimmed if any(row)]


def _delimiter(text: str) -> str:
    """Return the delimiter that occurs equally often on most lines."""
    lines = [line for line in _QUOTED.sub("", text[:20_000]).split("\n")[:20] if line.strip()]
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
        if counts:
            often, lines_alike = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            best, most = max((best, most), (delimiter, (lines_alike, often)), key=lambda pair: pair[1])
    return best


def _is_header(row: list[str]) -> bool:
    """Return whether the cells are distinct names, none of them a number."""
    return all(cell and not _NUMBER.match(cell) for cell in row) and len(set(row)) == len(row)


def _line(header: list[str], row: list[str]) -> str:
    named = [f"{header[i]}: {cell}" if i < len(header) else cell for i, cell in enumerate(row) if cell]
    return "; ".join(named)


FORMAT = FormatSpec(
    "csv", "CSV", "the rows of a table; one document a row where a column holds the text", SUFFIXES, looks_like, load
)
