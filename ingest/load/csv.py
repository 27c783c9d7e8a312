"""CSV and TSV: rows with a text column become one document each, any other table one text with a line per row.

Lines of a title or a comment above the columns are the table's caption; a first line `sep=;` declares the delimiter.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from graph.errors import Reason, Refused
from graph.text.clean import clean
from ingest.decode import decode, is_text
from ingest.load.json import (
    NAME_KEYS,
    QUESTION_KEYS,
    TEXT_CHARS,
    TEXT_KEYS,
    TITLE_KEYS,
    WEAK_KEYS,
    records_to_texts,
)
from ingest.load.spec import FormatSpec
from ingest.table import Table, differs, read_table
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*(?:"|\Z)')
_DECLARED = re.compile(r'"?sep=(.)"?[ \t]*(?:\n|\Z)', re.IGNORECASE)
_COMMENTS = re.compile(r"(?:#[^\n]*\n)+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_LONGEST_CELL = 10_000_000
_DELIMITER_LINES = 20
_MAX_CELL_LINES = 1000


def looks_like(data: bytes, suffix: str) -> float:
    return 0.8 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    caption, source = _comments(clean(decode(data)))
    table, *others = _tables(read_rows(source))
    if not table.rows and not table.names:
        return []
    keys = [name.casefold() for name in table.names]
    if not others and _holds_texts(keys, table.rows):
        return records_to_texts([_record(table.names, keys, row) for row in table.rows], name)
    builder = TextBuilder()
    builder.add_table(table.lines, bool(table.names), " ".join(filter(None, (caption, table.caption))))
    for other in others:
        builder.add_table(other.lines, bool(other.names), other.caption)
    text, blocks = builder.build()
    return [LoadedText(name, text, blocks=blocks)]


def _tables(rows: Sequence[Sequence[str]]) -> list[Table]:
    """Return the tables of a file; below a blank row a new one begins only where its columns are named."""
    groups: list[list[Sequence[str]]] = [[]]
    for row in rows:
        if any(row):
            groups[-1].append(row)
        elif groups[-1]:
            groups.append([])
    kept, names = [groups[0]], frozenset(read_table(groups[0]).names)
    for group in groups[1:]:
        if _has_own_names(group, names):
            kept.append(group)
        else:
            kept[-1] += group
    return [read_table(group) for group in kept]


def _has_own_names(rows: Sequence[Sequence[str]], known: frozenset[str]) -> bool:
    """Return whether rows begin with names of columns: unlike what is below them, or names of the table above."""
    table = read_table(rows)
    named = [cell for cell in table.names if cell]
    return bool(table.rows) and len(named) > 1 and (differs(table.names, table.rows) or not known.isdisjoint(named))


def _record(names: Sequence[str], keys: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Return a row by column; the columns that records know by name have it in lower case."""
    known = (*TEXT_KEYS, *TITLE_KEYS, *NAME_KEYS, *(key for pair in QUESTION_KEYS for key in pair))
    record: dict[str, str] = {}
    for place, cell in enumerate(row):
        named = place < len(names) and names[place].strip()
        name = (keys[place] if keys[place] in known else names[place]) if named else f"column {place + 1}"
        record[f"{name} ({place + 1})" if name in record else name] = cell
    return record


def _holds_texts(keys: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a column holds the texts that the rows are about; short remarks are cells of a table."""
    if any(question in keys and answer in keys for question, answer in QUESTION_KEYS):
        return True
    column = next((keys.index(key) for key in TEXT_KEYS if key in keys), None)
    if column is None or keys[column] not in WEAK_KEYS:
        return column is not None
    lengths = [len(row[column]) for row in rows if column < len(row)]
    return sum(lengths) >= TEXT_CHARS * len(lengths)


def _comments(text: str) -> tuple[str, str]:
    """Return the comment lines at the top as a caption, and the rest; a last one like the first row names columns."""
    comments = _COMMENTS.match(text)
    if comments is None:
        return "", text
    lines, rest = comments.group().splitlines(), text[comments.end() :]
    delimiter = _delimiter(rest)
    if lines[-1].count(delimiter) == _QUOTED.sub("", rest.partition("\n")[0]).count(delimiter) > 0:
        rest = f"{lines.pop().lstrip('# ')}\n{rest}" if len(lines[-1]) > 1 and lines[-1][1] != delimiter else text
        lines = [] if rest is text else lines
    return " ".join(line.lstrip("# ") for line in lines), rest


def read_rows(text: str) -> list[list[str]]:
    """Return the rows; ragged and empty ones are kept as they are."""
    csv.field_size_limit(_LONGEST_CELL)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared.group(1) if declared else _delimiter(text)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True))
        if _has_swallowed_rows(rows, delimiter):
            rows = list(_unclosed_rows(text, delimiter))
    except csv.Error as error:
        raise Refused(Reason.CORRUPT, f"not readable as a table: {error}", "mend the quotes")
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _has_swallowed_rows(rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Return whether a quote that is not closed made a cell of whole rows."""
    usual = max(1, len(rows[0]) - 1) if rows else 1
    return any(
        any(line.count(delimiter) == usual for line in cell.split("\n")[1:]) or cell.count("\n") >= _MAX_CELL_LINES
        for row in rows
        if len(row) <= usual
        for cell in row
        if "\n" in cell
    )


def _unclosed_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield a row per line of a table in which a quote is never closed."""
    for line in text.splitlines():
        cells = csv.reader([line], delimiter=delimiter, skipinitialspace=True)
        yield from [line.split(delimiter)] if line.count('"') % 2 else cells


def _delimiter(text: str) -> str:
    """Return the delimiter that occurs equally often on most lines; a comma in a number is none beside another."""
    lines = [line for line in _QUOTED.sub("", text[:20_000]).split("\n")[:_DELIMITER_LINES] if line.strip()]
    if lines and any(all(other in line for line in lines) for other in ";\t"):
        lines = [_DECIMAL_COMMA.sub("", line) for line in lines]
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines if delimiter in line)
        if counts:
            often, lines_alike = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            best, most = max((best, most), (delimiter, (lines_alike, often)), key=lambda pair: pair[1])
    return best


FORMAT = FormatSpec(
    "csv",
    "CSV",
    "the rows of a table; one document a row where a column holds the text",
    SUFFIXES,
    looks_like,
    load,
    is_text=True,
)
