"""The rows of a Word table: cells that span columns or rows, and the rows that name the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.table import Table, read_table
from ingest.word.inline import ALTERNATIVES, SKIPPED, choose_alternative
from ingest.word.look import CELL, PARAGRAPH, ROW, TABLE, StyleResolver, TextStyle
from ingest.word.package import WORD_NAMESPACE
from ingest.word.styles import attribute, integer_of, is_on, value_of

# Word has no tables of more columns.
_MAX_COLUMNS = 63


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell: its column and how many it spans; `merge` tells whether it goes on from the cell above."""

    text: str
    column: int
    span: int
    merge: str


@dataclass(frozen=True, slots=True)
class WordRow:
    """A row of cells; `named` if it is repeated on each page as the names of the columns."""

    cells: tuple[WordCell, ...]
    named: bool

    def values(self, repeated: bool) -> tuple[str, ...]:
        """Return a value per column; with `repeated` what spans columns is in each of them."""
        values: list[str] = []
        for cell in self.cells:
            values.extend([""] * (min(cell.column, _MAX_COLUMNS) - len(values)))
            values.extend([cell.text] * (cell.span if repeated else 1))
        return tuple(values)


def read_word_table(
    table: Any, look: TextStyle, looks: StyleResolver, read_cell: Callable[[Any, TextStyle], str]
) -> Table:
    """Return a table with its names: from the rows marked as such, else as its rows look."""
    rows = list(_read_rows(table, looks.within(look, table), looks, read_cell))
    count = _count_named(rows)
    if not count:
        return _read_unmarked(rows)
    titles = " ".join(row.cells[0].text for row in rows[:count] if len(row.cells) == 1)
    named = [row.values(repeated=True) for row in rows[:count] if len(row.cells) > 1]
    body = [row.values(repeated=False) for row in rows[count:]]
    if not named:
        table = read_table(body)
        return Table(" ".join(filter(None, (titles, table.caption))), table.names, table.rows)
    return Table(titles, _join_names(named), tuple(row for row in body if any(map(str.strip, row))))


def _read_unmarked(rows: Sequence[WordRow]) -> Table:
    """Return a table of which no row is marked; a cell of the first row over several columns may name each of them."""
    values = [row.values(repeated=False) for row in rows]
    if rows and len(rows[0].cells) > 1 and any(cell.span > 1 for cell in rows[0].cells):
        table = read_table([rows[0].values(repeated=True), *values[1:]])
        if table.names:
            return table
    return read_table(values)


def sole_cell(table: Any) -> Any:
    """Return the cell of a table that has but one: a frame around paragraphs; None if it has several."""
    cells = (cell for row in find_inside(table, ROW) for cell in find_inside(row, CELL))
    first = next(cells, None)
    return first if next(cells, None) is None else None


def find_inside(node: Any, wanted: str) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, whatever controls are around them."""
    todo = list(reversed(node))
    while todo:
        child = todo.pop()
        if child.tag == wanted:
            yield child
        elif child.tag == ALTERNATIVES:
            todo.extend(reversed(choose_alternative(child)))
        elif child.tag not in SKIPPED and child.tag not in (TABLE, PARAGRAPH):
            todo.extend(reversed(child))


def _read_rows(
    table: Any, look: TextStyle, looks: StyleResolver, read_cell: Callable[[Any, TextStyle], str]
) -> Iterator[WordRow]:
    above: dict[int, str] = {}
    for row in find_inside(table, ROW):
        properties = row.find(f"{WORD_NAMESPACE}trPr")
        if properties is not None and properties.find(f"{WORD_NAMESPACE}del") is not None:
            continue
        within, cells = looks.within(look, row), []
        column = integer_of(value_of(properties, "gridBefore"), 0)
        for cell in find_inside(row, CELL):
            own = cell.find(f"{WORD_NAMESPACE}tcPr")
            merge = _merge_of(own)
            text = " ".join(read_cell(cell, looks.within(within, cell)).split())
            if merge == "continue":
                text = text or above.get(column, "")
            above[column] = text if merge else ""
            span = max(1, min(integer_of(value_of(own, "gridSpan"), 1), _MAX_COLUMNS - column))
            cells.append(WordCell(text, column, span, merge))
            column += span
        yield WordRow(tuple(cells), is_on(properties, "tblHeader"))


def _merge_of(properties: Any) -> str:
    """Return whether a cell begins one over several rows, goes on with it, or neither."""
    mark = None if properties is None else properties.find(f"{WORD_NAMESPACE}vMerge")
    if mark is None:
        return ""
    return "restart" if attribute(mark, "val") == "restart" else "continue"


def _count_named(rows: Sequence[WordRow]) -> int:
    """Return how many rows at the top are marked as names, or are held together as names of two levels."""
    named = next((place for place, row in enumerate(rows) if not row.named), 0)
    if named or not rows or len(rows[0].cells) < 2:
        return named
    spanning = any(cell.span > 1 for cell in rows[0].cells)
    tall = {cell.column for cell in rows[0].cells if cell.merge == "restart" and cell.span == 1}
    if not (spanning and tall):
        return 0
    below = (place for place, row in enumerate(rows[1:], 1) if not any(_goes_on(cell, tall) for cell in row.cells))
    return next(below, 0)


def _goes_on(cell: WordCell, columns: set[int]) -> bool:
    return cell.column in columns and cell.merge == "continue"


def _join_names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a name per column from several rows of names, from the top."""
    width = max(map(len, rows), default=0)
    columns = ([row[place] for row in rows if place < len(row) and row[place]] for place in range(width))
    return tuple(" ".join(dict.fromkeys(column)) for column in columns)
