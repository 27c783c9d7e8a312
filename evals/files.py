"""Read JSON, JSON Lines and tables: an error is one line that names the file, and the line of it where known.

What `write_json` writes, `read_json` reads.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from evals.jsonl import from_json, to_json
from graph.errors import UsageError
from graph.private_files import write_file

T = TypeVar("T")
MAX_CELL_CHARS = 10_000_000
"""The maximum characters of a table cell."""
MAX_PEEKED_CHARS = 65_536
"""The number of characters read to recognise a file."""
AS_PUBLISHED = "give the file as it is published"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row by column name, and the line it ends on."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        if self.cells.get(column) is None:
            raise self.fault(f"there is no {column!r}")
        return self.cells[column]

    def one_of(self, column: str, known: Sequence[str]) -> int:
        """Return the index of the cell among its allowed values."""
        value = self[column].strip()
        if value not in known:
            raise self.fault(f"{column} is {value!r}, not one of {', '.join(known)}")
        return list(known).index(value)

    def fault(self, what: str) -> UsageError:
        """Build the error for this row."""
        return UsageError(f"{self.file}, line {self.line}: {what}", "give the file as it is published, with labels")


def find_files(path: Path, suffixes: Sequence[str]) -> list[Path]:
    """Return the file, or the folder's files with one of these suffixes, by name."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"cannot read {path}: there is no such file or folder", "check the path")
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in suffixes and file.is_file())
    if not files:
        raise UsageError(f"{path} holds no {' or '.join(suffixes)} file", "give the file itself, or its folder")
    return files


def read_file_text(path: Path, hint: str = f"{AS_PUBLISHED}, unpacked") -> str:
    """Return the text of a file; the hint is for one that is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder", "give the file itself")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", hint)


def peek_text(path: Path) -> str:
    """Return the start of a text file; empty if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            return stream.read(MAX_PEEKED_CHARS)
    except OSError:
        return ""


def write_json(file: Path, value: object) -> None:
    """Write a value to a private file, to be read by `read_json`. Raises OSError."""
    write_file(file, to_json(value).encode())


def read_json(path: Path, kind: type[T]) -> T:
    """Read the value of a JSON file."""
    try:
        return from_json(kind, read_file_text(path))
    except ValidationError as error:
        raise UsageError(f"{path}: {first_error(error)}", AS_PUBLISHED)


def read_jsonl(path: Path, kind: type[T]) -> list[T]:
    """Read the values of a published JSON Lines file; UsageError if there are none."""
    return require_items(path, list(_parse_lines(path, read_file_text(path), kind, AS_PUBLISHED)))


def read_lines(path: Path, kind: type[T]) -> list[T]:
    """Read the values of a JSON Lines file that the user wrote, maybe none, skipping blank lines."""
    text = read_file_text(path, "save it as UTF-8")
    return list(_parse_lines(path, text, kind, f"each line is one {kind.__name__} in JSON"))


def _parse_lines(path: Path, text: str, kind: type[T], hint: str) -> Iterator[T]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield from_json(kind, line)
            except ValidationError as error:
                raise UsageError(f"{path}, line {number}: {first_error(error)}", hint)


def require_field(record: dict[str, Any], name: str, kind: type, path: Path) -> Any:
    """Return a field of a file's record; UsageError if it is missing or of another type."""
    value = record.get(name)
    if not isinstance(value, kind):
        raise UsageError(f"{path}: a record has no {name!r} of kind {kind.__name__}", "see the set's own description")
    return value


def require_items(path: Path, items: list[T]) -> list[T]:
    """Return the items; UsageError if there are none."""
    if not items:
        raise UsageError(f"{path} holds no items", AS_PUBLISHED)
    return items


def read_delimited(
    path: Path, delimiter: str = ",", columns: Sequence[str] = (), needed: Sequence[str] = (), quoted: bool = True
) -> list[TableRow]:
    """Read the rows of a published table, as `parse_table` does; UsageError if there are none."""
    hint = f"it should have {', '.join(needed)}" if needed else AS_PUBLISHED
    return require_items(path, list(parse_table(path, read_file_text(path), hint, delimiter, columns, needed, quoted)))


def read_table(path: Path) -> list[TableRow]:
    """Read the rows of a CSV file with a header, maybe none."""
    return list(parse_table(path, read_file_text(path), AS_PUBLISHED))


def parse_table(
    path: Path,
    content: str,
    hint: str,
    delimiter: str = ",",
    columns: Sequence[str] = (),
    needed: Sequence[str] = (),
    quoted: bool = True,
) -> Iterator[TableRow]:
    """Yield the rows of a file's text that are not blank; its first line names the columns unless they are given."""
    csv.field_size_limit(MAX_CELL_CHARS)
    text = io.StringIO(content, newline="")
    table = (
        csv.reader(text, delimiter=delimiter)
        if quoted
        else csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    )
    try:
        names = list(columns) or next(table, [])
        for name in needed:
            if name not in names:
                raise UsageError(f"{path} has no column {name!r}", hint)
        for cells in table:
            if any(cell.strip() for cell in cells):
                row = TableRow(path, table.line_num, dict(zip(names, cells, strict=False)))
                if len(cells) < len(columns):
                    raise row.fault(f"there are {len(cells)} columns, not {len(columns)}")
                yield row
    except csv.Error as error:
        raise UsageError(f"{path}, line {table.line_num}: {error}", hint)


def read_tab_separated(path: Path) -> list[list[str]]:
    """Read the lines of a tab-separated file that are not blank, with quotation marks as plain text."""
    return [line.split("\t") for line in read_file_text(path).splitlines() if line.strip()]


def csv_header(path: Path) -> list[str]:
    """Return the column names of a CSV file; empty if it cannot be read."""
    return next(csv.reader(peek_text(path).splitlines()), [])


def first_error(error: ValidationError) -> str:
    """Describe the first validation error, with its location."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
