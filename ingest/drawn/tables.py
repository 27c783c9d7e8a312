"""Tables of a PDF page: from the lines ruled around cells, or from cells that stand below one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.drawn.beside import are_texts_apart, is_address_beside_labels
from ingest.drawn.lines import group_rows
from ingest.drawn.objects import Box, DrawnObject
from ingest.drawn.rulings import Grid, find_grids
from ingest.drawn.table_cells import join_header, join_signs, join_wrapped, name_totals
from ingest.drawn.table_runs import (
    TableRun,
    count_totals,
    find_runs,
    leave_out_beside,
    order_columns,
    part_side_by_side,
)
from ingest.drawn.words import Segment, middle
from ingest.drawn.wrapped_rows import group_lines, join_group
from ingest.table import NUMBER, read_table

_MIN_ROWS = 3
# Lines below a table, in its first column alone, that may belong to its last row.
_MAX_WRAPPED = 4
_SAME_EDGE = 3.0
# Shares of a column's cells that must share an edge, and of cells that are long before they count as prose.
_ALIGNED, _PROSE = 0.7, 0.4
_PROSE_CHARS = 28
_LIST_MARK = re.compile(r"(?:[•◦▪‣●○■□–—*·\uf0b7-]|\(?\w{1,4}[.)]|\[\d+\]|\d{1,3})\Z")
_CLAUSE = re.compile(r"(?:\(?\w{1,4}[.)]|\d+(?:\.\d+)+\.?)\Z")
_CLAUSE_CHARS = 100
_LEADERS = re.compile(r"[.…·]{4,}|(?:\. ){4,}")
_DASHES = frozenset("-–—")
_MATHS = re.compile(r"[=∑∫√≤≥∈∀∂]")


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """The rows of a table, the segments that it takes, and the number of its columns."""

    rows: tuple[tuple[str, ...], ...]
    orders: frozenset[int]
    columns: int


def find_tables(segments: Sequence[Segment], objects: Sequence[DrawnObject]) -> list[DrawnTable]:
    """Return the tables of a page; ruled ones first, then those that are seen by alignment alone."""
    found: list[DrawnTable] = []
    used: set[int] = set()
    for grid in find_grids(objects):
        inside = [one for one in segments if one.order not in used and grid.holds(one.box)]
        table = _ruled_table(inside, grid)
        if table is not None:
            found.append(table)
            used |= table.orders
    rest = [one for one in segments if one.order not in used]
    for run in find_runs(group_rows(rest)):
        found += _aligned_tables(run)
    return found


def find_beside(segments: Sequence[Segment]) -> list[TableRun]:
    """Return the runs of lines that are an address beside references, to be read one after the other."""
    return [run for run in find_runs(group_rows(segments)) if is_address_beside_labels(run)]


def _ruled_table(segments: Sequence[Segment], grid: Grid) -> DrawnTable | None:
    """Return the table that is ruled by a grid."""
    xs, ys = grid.columns, grid.rows
    width = len(xs) - 1
    cells: list[list[list[str]]] = [[[] for _ in range(width)] for _ in range(len(ys) - 1)]
    for row in group_rows(segments):
        for one in row:
            x, y = (one.box[0] + one.box[2]) / 2, middle(one.box)
            across = sum(edge <= x for edge in xs) - 1
            down = sum(edge >= y for edge in ys) - 1
            if 0 <= across < width and 0 <= down < len(cells):
                cells[down][across].append(one.text)
    texts = [[" ".join(cell) for cell in row] for row in cells]
    _fill_spans(texts, grid)
    rows = [tuple(row) for row in texts if any(row)]
    if sum(sum(map(bool, row)) > 1 for row in rows) < 2 or _is_numbered_prose(rows):
        return None
    return DrawnTable(_without_empty_columns(rows), frozenset(one.order for one in segments), width)


def _fill_spans(cells: list[list[str]], grid: Grid) -> None:
    """Put the text of a cell over several rows in each of them, that of a name over several columns above each."""
    for column in range(len(cells[0])):
        start = 0
        for row in range(len(cells)):
            if grid.spans(row, column):
                continue
            texts = [cells[at][column] for at in range(start, row + 1) if cells[at][column]]
            for at in range(start, row + 1) if len(texts) == 1 else ():
                cells[at][column] = texts[0]
            start = row + 1
    names = cells[0]
    if sum(map(bool, names)) > 1 and len(cells) > 2:
        for column in range(len(names) - 1):
            if names[column] and not names[column + 1] and grid.spans_across(column):
                names[column + 1] = names[column]


def _is_numbered_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the cells are numbered clauses, laid out in two columns."""
    filled = [[cell for cell in row if cell] for row in rows]
    numbered = [row for row in filled if len(row) == 2 and _CLAUSE.match(row[0])]
    long = [row for row in numbered if len(row[1]) > _CLAUSE_CHARS]
    return 2 * len(numbered) > len(filled) and 3 * len(long) >= len(numbered)


def _without_empty_columns(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    kept = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
    return tuple(tuple(row[place] for place in kept) for row in rows)


def _aligned_tables(run: TableRun) -> list[DrawnTable]:
    """Return the table that a run is, or those that stand side by side in it; none if it is none."""
    if are_texts_apart(run) or is_address_beside_labels(run):
        return []
    first, lone = order_columns(run)[0], 0
    while lone < len(run.rows) and len(run.rows[-1 - lone]) == 1 and run.places[-1 - lone][0] == first:
        lone += 1
    below = 0
    while below < lone and (lone - below > _MAX_WRAPPED or _group(run) is None):
        run.rows.pop()
        run.places.pop()
        below += 1
    if not run.rows:
        return []
    parts = part_side_by_side(leave_out_beside(run, below))
    tables = [table for part in parts if (table := _aligned_table(part)) is not None]
    if len(tables) == len(parts):
        return tables
    whole = _aligned_table(run)
    return [] if whole is None else [whole]


def _group(run: TableRun) -> list[list[Sequence[str]]] | None:
    """Return the lines of each row, where their distances show them."""
    return group_lines(_texts(run), _steps(run))


def _steps(run: TableRun) -> list[float]:
    return [middle(one[0].box) - middle(other[0].box) for one, other in pairwise(run.rows)]


def _texts(run: TableRun) -> list[list[str]]:
    """Return the text of each cell, empty where a row has none."""
    order = order_columns(run)
    rank = {place: at for at, place in enumerate(order)}
    rows: list[list[str]] = []
    for row, places in zip(run.rows, run.places, strict=True):
        cells = [""] * len(order)
        for one, place in zip(row, places, strict=True):
            cells[rank[place]] = one.text
        rows.append(cells)
    return rows


def _aligned_table(run: TableRun) -> DrawnTable | None:
    groups = _group(run)
    several = sum(len(row) > 1 for row in run.rows) if groups is None else len(groups)
    if several < _MIN_ROWS or not _is_aligned(run):
        return None
    rows = join_wrapped(_texts(run), _steps(run)) if groups is None else [join_group(lines) for lines in groups]
    rows = join_signs(rows)
    if not _is_tabular(rows, run, wrapped=groups is not None):
        return None
    orders = frozenset(one.order for row in run.rows for one in row)
    return DrawnTable(tuple(map(tuple, name_totals(join_header(rows)))), orders, len(rows[0]))


def _is_aligned(run: TableRun) -> bool:
    """Return whether the segments of each column share their left or right edges or their middles.

    A dash for an empty cell stands anywhere in its column.
    """
    rows = list(zip(run.rows, run.places, strict=True))
    rows = rows[: len(rows) - count_totals(run)]
    for column in range(len(run.columns)):
        boxes = [
            one.box
            for row, places in rows
            for one, place in zip(row, places, strict=True)
            if place == column and one.text not in _DASHES
        ]
        if len(boxes) > 1 and max(map(_share_of_same, _edges(boxes))) < _ALIGNED:
            return False
    return True


def _edges(boxes: Sequence[Box]) -> tuple[list[float], list[float], list[float]]:
    lefts, rights = [box[0] for box in boxes], [box[2] for box in boxes]
    return lefts, rights, [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]


def _share_of_same(values: Sequence[float]) -> float:
    usual = median(values)
    return sum(abs(value - usual) <= _SAME_EDGE for value in values) / len(values)


def _is_tabular(rows: Sequence[Sequence[str]], run: TableRun, wrapped: bool) -> bool:
    """Return whether cells are those of a table, not lines of columns of prose, items of a list or contents.

    Long cells are no prose where they are seen to be `wrapped` inside their rows.
    """
    filled = [cell for row in rows for cell in row if cell]
    if not wrapped and _is_long(filled) and not _has_number_column(rows):
        return False
    if _is_numbered_prose(rows) or _is_list(rows) or _is_contents_or_maths(filled):
        return False
    width = len(rows[0])
    if len(filled) < 0.5 * width * len(rows) or width > 30:
        return False
    return _drawn_across(run) or bool(read_table(rows).names) or _has_number_column(rows)


def _is_long(cells: Sequence[str]) -> bool:
    """Return whether so many cells are as long as lines of prose."""
    return sum(len(cell) >= _PROSE_CHARS for cell in cells) > _PROSE * len(cells)


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether rows are marks beside the items of a list."""
    first = [row[0] for row in rows if row[0]]
    return len(rows[0]) == 2 and 2 * sum(bool(_LIST_MARK.match(cell)) for cell in first) > len(first)


def _is_contents_or_maths(cells: Sequence[str]) -> bool:
    """Return whether a cell has the leaders of a table of contents, or many the signs of formulas."""
    if any(_LEADERS.search(cell) for cell in cells):
        return True
    return 4 * sum(bool(_MATHS.search(cell)) for cell in cells) > len(cells)


def _has_number_column(rows: Sequence[Sequence[str]]) -> bool:
    for column in list(zip(*rows, strict=True))[1:]:
        cells = [cell for cell in column[1:] if cell]
        numbers = sum(bool(NUMBER.match(cell)) and any(map(str.isdigit, cell)) for cell in cells)
        if len(cells) > 1 and numbers > 0.7 * len(cells):
            return True
    return False


def _drawn_across(run: TableRun) -> bool:
    """Return whether most rows are drawn cell after cell."""
    rows = [row for row in run.rows if len(row) > 1]
    return 2 * sum(row[1].order == row[0].order + 1 for row in rows) > len(rows)
