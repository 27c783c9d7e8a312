"""Read published benchmark files; errors are one line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from evals.jsonl import from_json
from graph.errors import UsageError

T = TypeVar("T")
MAX_CELL_CHARS = 10_000_000
"""The maximum characters of a table cell."""


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


def read_file_text(path: Path) -> str:
    """Return the text of a file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder", "give the file itself")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", "give the file as it is published, unpacked")


def read_json(path: Path, kind: type[T]) -> T:
    """Read the value of a JSON file."""
    try:
        return from_json(kind, read_file_text(path))
    except ValidationError as error:
        raise UsageError(f"{path}: {first_error(error)}", "give the file as it is published")


def read_jsonl(path: Path, kind: type[T]) -> list[T]:
    """Read the values of a JSON Lines file; UsageError if there are none."""
    values = []
    for number, line in enumerate(read_file_text(path).split("\n"), 1):
        if line.strip():
            try:
                values.append(from_json(kind, line))
            except ValidationError as error:
                raise UsageError(f"{path}, line {number}: {first_error(error)}", "give the file as it is published")
    return require_items(path, values)


def require_items(path: Path, items: list[T]) -> list[T]:
    """Return the items; UsageError if there are none."""
    if not items:
        raise UsageError(f"{path} holds no items", "give the file as it is published")
    return items


def read_delimited(
    path: Path, delimiter: str = ",", columns: Sequence[str] = (), needed: Sequence[str] = (), quoted: bool = True
) -> list[TableRow]:
    """Read the rows of a table; the first line names the columns unless they are given."""
    return require_items(path, list(_rows(path, delimiter, columns, needed, quoted)))


def _rows(
    path: Path, delimiter: str, columns: Sequence[str], needed: Sequence[str], quoted: bool
) -> Iterator[TableRow]:
    csv.field_size_limit(MAX_CELL_CHARS)
    text = io.StringIO(read_file_text(path), newline="")
    table = (
        csv.reader(text, delimiter=delimiter)
        if quoted
        else csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    )
    try:
        names = list(columns) or next(table, [])
        for name in needed:
            if name not in names:
                raise UsageError(f"{path} has no column {name!r}", f"it should have {', '.join(needed)}")
        for cells in table:
            if any(cell.strip() for cell in cells):
                row = TableRow(path, table.line_num, dict(zip(names, cells, strict=False)))
                if len(cells) < len(columns):
                    raise row.fault(f"there are {len(cells)} columns, not {len(columns)}")
                yield row
    except csv.Error as error:
        raise UsageError(f"{path}, line {table.line_num}: {error}", "give the file as it is published")


def first_error(error: ValidationError) -> str:
    """Describe the first validation error, with its location."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else fault["msg"]
