"""The tables of a spreadsheet's sheet: parted by blank rows and columns, with their titles and names of columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph.blocks import CELL_SEPARATOR
from graph.errors import Reason, Refused
from ingest.hidden import HiddenText
from ingest.table import NUMBER, Table, names_columns, read_table
from ingest.text_builder import TextBuilder

MAX_CELLS = 2_000_000
"""Cells with text that are read of one file."""
_MAX_TITLE_CHARS, _MAX_CELL_CHARS, _SAMPLE_ROWS = 200, 200, 50
_MAX_GROUP_CHARS = 40
# Cells that one merged cell may fill.
_MAX_FILLED = 2_000

Row = Mapping[int, str]


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet with text, by row and column from 0, and which of them a reader does not see."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    filled: int = 0

    def fill(self, rows: range, columns: range) -> None:
        """Fill a merged cell with the text of its first one."""
        text = self.rows.get(rows.start, {}).get(columns.start, "")
        if not text or len(rows) * len(columns) > _MAX_FILLED:
            return
        self.filled += len(rows) * len(columns)
        refuse_too_many(self.filled)
        # A title over a whole table stays one cell; a name over some of its columns stands away from its left edge.
        inside = min(self.rows.get(rows.stop, {columns.start: ""})) < columns.start and len(text) <= _MAX_GROUP_CHARS
        across = columns if len(rows) > 1 or len(self.rows.get(rows.start, {})) > 1 or inside else columns[:1]
        for row in rows:
            cells = self.rows.setdefault(row, {})
            for column in across:
                cells.setdefault(column, text)

    def take_hidden(self) -> list[HiddenText]:
        """Remove and return what stands in hidden rows, below the first row, and in hidden columns, behind the first
        cell that is seen of each row."""
        taken = [("hidden row", self.rows.pop(row)) for row in sorted(self.hidden_rows) if row in self.rows]
        if taken and self.rows and min(self.rows) < min(self.hidden_rows):
            taken.insert(0, ("hidden row", dict(self.rows[min(self.rows)])))
        gone = sorted(self.hidden_rows)
        # What is not seen parts no table.
        self.rows = {row - bisect_left(gone, row): cells for row, cells in self.rows.items()}
        if self.hidden_columns:
            taken += [("hidden column", cells) for row in sorted(self.rows) if (cells := self._take(row))]
        lines: dict[str, list[Row]] = {}
        for why, row_cells in taken:
            lines.setdefault(why, []).append(row_cells)
        return [HiddenText("\n".join(_aligned(rows)), why) for why, rows in lines.items()]

    def _take(self, row: int) -> dict[int, str]:
        cells = self.rows[row]
        taken = {column: cells.pop(column) for column in sorted(self.hidden_columns & cells.keys())}
        first = min(cells) if taken and cells else -1
        return {-1: cells[first], **taken} if first >= 0 else taken


def _aligned(rows: Sequence[Row]) -> list[str]:
    """Return a line per row in which each cell keeps its place; empty cells at the end are left out."""
    columns = sorted({column for row in rows for column in row})
    if len(columns) * len(rows) > MAX_CELLS:
        return [CELL_SEPARATOR.join(text for _, text in sorted(row.items())) for row in rows]
    places = {column: place for place, column in enumerate(columns)}
    width = [1 + max(map(places.__getitem__, row), default=-1) for row in rows]
    return [
        CELL_SEPARATOR.join(row.get(column, "") for column in columns[:count])
        for row, count in zip(rows, width, strict=True)
    ]


def add_sheet(builder: TextBuilder, sheet: Sheet) -> None:
    """Add the tables of a sheet; a line alone is the caption of the table below it, or a paragraph."""
    title = ""
    named: tuple[tuple[int, ...], Table] | None = None
    for columns, rows in _regions(sheet.rows):
        lone = len(rows) == 1 and sum(map(bool, rows[0])) == 1
        if lone or len(columns) == 1:
            builder.add("paragraph", title)
            title = ""
            if lone and len("".join(rows[0])) <= _MAX_TITLE_CHARS:
                title = "".join(rows[0])
                continue
        if not title and named and _continues(columns, rows, *named):
            cells = [dict(zip(columns, row, strict=True)) for row in rows]
            rows = [[row.get(column, "") for column in named[0]] for row in cells]
            builder.add_table([named[1].names, *rows], header=True)
            continue
        table = read_table(rows)
        if len(columns) == 1 and (not table.names or any(len(cell) > _MAX_CELL_CHARS for row in rows for cell in row)):
            for row in rows:
                builder.add("paragraph", row[0])
            continue
        named = (columns, table) if table.names else None
        builder.add_table(table.lines, bool(table.names), " ".join(filter(None, (title, table.caption))))
        title = ""
    builder.add("paragraph", title)


def _continues(columns: Sequence[int], rows: Sequence[Sequence[str]], above: Sequence[int], table: Table) -> bool:
    """Return whether rows below a blank row belong to the table above: they hold numbers where it does."""
    if not set(columns) <= set(above):
        return False
    places = {column: place for place, column in enumerate(above)}
    below = [(places[column], cell) for column, cell in zip(columns, rows[0], strict=True) if _is_number(cell)]
    sample = table.rows[:_SAMPLE_ROWS]
    return any(any(place < len(row) and _is_number(row[place]) for row in sample) for place, _ in below)


def _is_number(cell: str) -> bool:
    return bool(NUMBER.match(cell)) and any(map(str.isdigit, cell))


def refuse_too_many(cells: int) -> None:
    """Raise Refused when more cells have been read than one file may hold."""
    if cells > MAX_CELLS:
        raise Refused(Reason.TOO_LARGE, f"more than {MAX_CELLS:,} cells with text", "save its sheets as CSV files")


def _regions(rows: Mapping[int, Row]) -> Iterator[tuple[tuple[int, ...], list[list[str]]]]:
    """Yield the columns and rows of each table, from top to bottom, then from left to right."""
    for group in _row_groups(rows):
        for columns in _column_groups([rows[row] for row in group]):
            part = {row: {column: rows[row][column] for column in columns if column in rows[row]} for row in group}
            for below in _row_groups(part):
                used = tuple(sorted({column for row in below for column in part[row]}))
                yield used, [[part[row].get(column, "") for column in used] for row in below]


def _row_groups(rows: Mapping[int, Row]) -> Iterator[list[int]]:
    """Yield the numbers of rows between blank rows."""
    group: list[int] = []
    for row in sorted(row for row, cells in rows.items() if cells):
        if group and row > group[-1] + 1:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _column_groups(rows: Sequence[Row]) -> list[list[int]]:
    """Return the columns of the tables side by side: parted by a blank column, each with names of its own."""
    columns = sorted({column for row in rows for column in row})
    starts = [0, *(place + 1 for place, (left, right) in enumerate(pairwise(columns)) if right > left + 1)]
    parts = [columns[start:end] for start, end in pairwise((*starts, len(columns)))]
    return parts if len(parts) > 1 and all(_is_table(rows, part) for part in parts) else [columns]


def _is_table(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """Return whether the columns, on their own, are a table with names."""
    cells = [[row.get(column, "") for column in columns] for row in rows[: _SAMPLE_ROWS + 1]]
    table = read_table(cells)
    return len(columns) > 1 and bool(table.names) and names_columns(table.names, table.rows)
