"""CSV and TSV: rows with a text column become one document each, any other table one text with a line per row.

Lines of a title above the columns are the table's caption; a first line `sep=;` declares the delimiter.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from graph.errors import Reason, Refused
from graph.text.clean import clean
from ingest.decode import decode, is_text
from ingest.load.json import NAME_KEYS, TEXT_KEYS, TITLE_KEYS, records_to_texts
from ingest.load.spec import FormatSpec
from ingest.table import read_table
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*(?:"|\Z)')
_DECLARED = re.compile(r'"?sep=(.)"?[ \t]*(?:\n|\Z)', re.IGNORECASE)
_LONGEST_CELL = 10_000_000


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    table = read_table(read_rows(clean(decode(data))))
    if not table.rows:
        return []
    keys = [name.casefold() for name in table.names]
    if any(key in TEXT_KEYS for key in keys):
        return records_to_texts([_record(table.names, keys, row) for row in table.rows], name)
    builder = TextBuilder()
    builder.add_table(table.lines, bool(table.names), table.caption)
    text, blocks = builder.build()
    return [LoadedText(name, text, blocks=blocks)]


def _record(names: Sequence[str], keys: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Return a row by column; the columns that records know by name have it in lower case."""
    known = (*TEXT_KEYS, *TITLE_KEYS, *NAME_KEYS)
    shown = [key if key in known else name for name, key in zip(names, keys, strict=True)]
    extra = [f"column {place + 1}" for place in range(len(names), len(row))]
    return dict(zip([*shown, *extra], row, strict=False))


def read_rows(text: str) -> list[list[str]]:
    """Return the non-empty rows; ragged rows are kept as they are."""
    csv.field_size_limit(_LONGEST_CELL)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared.group(1) if declared else _delimiter(text)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
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


FORMAT = FormatSpec(
    "csv", "CSV", "the rows of a table; one document a row where a column holds the text", SUFFIXES, looks_like, load
)
