"""Answers that can be derived from a table: cells, counts, sums and differences, first and last, most and least."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.answer.extractive.tables.grid import Table, cell_stems
from rag.answer.extractive.tables.question import TableQuestion
from rag.answer.extractive.tables.selection import Selection, select_rows
from rag.answer.extractive.tables.values import is_blank, read_number, read_order, show_number

MAX_LISTED = 8
"""Cells of the longest list that is an answer."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """An answer, how it is derived: from which rows, the cells of which column, ordered or computed by which.

    `over_rows` if it is right only when no row of the table is missing.
    """

    operation: str
    values: tuple[str, ...]
    selection: Selection
    rows: tuple[int, ...]
    target: int = -1
    measure: int = -1
    over_rows: bool = False

    @property
    def text(self) -> str:
        return ", ".join(self.values)


@dataclass(slots=True)
class Columns:
    """What the columns of a table hold: the value by which each cell is ordered, and whether most have one."""

    orders: list[list[float | None]]
    numbers: list[list[float | None]]
    ordered: list[int] = field(default_factory=list)
    numeric: list[int] = field(default_factory=list)


def read_columns(table: Table) -> Columns:
    """Return what the columns hold."""
    orders = [[read_order(row.cells[c]) for row in table.rows] for c in range(len(table.columns))]
    numbers = [[read_number(row.cells[c]) for row in table.rows] for c in range(len(table.columns))]
    columns = Columns(orders, numbers)
    for column in range(len(table.columns)):
        filled = sum(not is_blank(row.cells[column]) for row in table.rows)
        columns.ordered += [column] if 2 * sum(v is not None for v in orders[column]) > filled > 0 else []
        columns.numeric += [column] if 2 * sum(v is not None for v in numbers[column]) > filled > 0 else []
    return columns


def derive_answers(question: TableQuestion, table: Table, columns: Columns) -> Iterator[Derivation]:
    """Yield every answer that some operation gives over some selection of rows."""
    for selection in select_rows(question, table):
        yield from _looked_up(selection, table)
        yield from _counted(selection, table)
        if len(selection.rows) > 1:
            yield from _ends(selection, table)
            yield from _extremes(selection, table, columns)
            yield from _totals(selection, columns)
            yield from _most_common(selection, table)
        if selection.kind == "words" and selection.rows:
            yield from _beside(selection, table)
        if len(selection.parts) == 2:
            yield from _between_rows(selection, columns)
        if len(selection.rows) == 1:
            yield from _between_columns(question, selection, table, columns)


def _targets(selection: Selection, table: Table) -> list[int]:
    return [column for column in range(len(table.columns)) if column not in selection.columns]


def _looked_up(selection: Selection, table: Table) -> Iterator[Derivation]:
    if not 1 <= len(selection.rows) <= MAX_LISTED or selection.kind == "all":
        return
    name = "cell" if len(selection.rows) == 1 else "cells"
    for target in _targets(selection, table):
        values = _distinct(table.rows[row].cells[target] for row in selection.rows)
        if values:
            yield Derivation(name, values, selection, selection.rows, target, over_rows=len(selection.rows) > 1)


def _distinct(cells: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell for cell in cells if not is_blank(cell)))


def _counted(selection: Selection, table: Table) -> Iterator[Derivation]:
    count = len(selection.rows)
    if len(table.rows) == 1:  # a record: counting it tells nothing
        return
    yield Derivation("count", (str(count),), selection, selection.rows, over_rows=True)
    for column in range(len(table.columns)) if count > 2 else ():
        values = _distinct(table.rows[row].cells[column] for row in selection.rows)
        if 1 < len(values) < count:
            yield Derivation("count distinct", (str(len(values)),), selection, selection.rows, column, over_rows=True)


def _ends(selection: Selection, table: Table) -> Iterator[Derivation]:
    for name, row in (("first", selection.rows[0]), ("last", selection.rows[-1])):
        for target in _targets(selection, table):
            if not is_blank(value := table.rows[row].cells[target]):
                yield Derivation(name, (value,), selection, (row,), target, over_rows=True)


def _extremes(selection: Selection, table: Table, columns: Columns) -> Iterator[Derivation]:
    for measure in columns.ordered:
        valued = [(value, row) for row in selection.rows if (value := columns.orders[measure][row]) is not None]
        if len(valued) < 2:
            continue
        for name, best in (("most", max(valued)[0]), ("least", min(valued)[0])):
            rows = tuple(row for value, row in valued if value == best)
            if len(rows) > 3:
                continue
            for target in range(len(table.columns)):
                if selection.kind != "either" and target in selection.columns:
                    continue
                values = _distinct(table.rows[row].cells[target] for row in rows)
                if values:
                    operation = f"{name} of two" if selection.kind == "either" else name
                    value_itself = " value" if target == measure else ""
                    yield Derivation(operation + value_itself, values, selection, rows, target, measure, True)


def _totals(selection: Selection, columns: Columns) -> Iterator[Derivation]:
    for measure in columns.numeric:
        valued = [(value, row) for row in selection.rows if (value := columns.numbers[measure][row]) is not None]
        if len(valued) < 2:
            continue
        rows = tuple(row for _, row in valued)
        total = sum(value for value, _ in valued)
        for name, value in (("sum", total), ("average", total / len(valued))):
            yield Derivation(name, (show_number(value),), selection, rows, measure, measure, True)
        low, high = min(valued), max(valued)
        if high > low:
            ends = tuple(sorted((low[1], high[1])))
            yield Derivation("range", (show_number(high[0] - low[0]),), selection, ends, measure, measure, True)


def _most_common(selection: Selection, table: Table) -> Iterator[Derivation]:
    for target in _targets(selection, table):
        counts = Counter(table.rows[row].cells[target] for row in selection.rows)
        for blank in [cell for cell in counts if is_blank(cell)]:
            del counts[blank]
        ordered = counts.most_common()
        if len(ordered) > 1 and ordered[0][1] > ordered[1][1]:
            rows = tuple(row for row in selection.rows if table.rows[row].cells[target] == ordered[0][0])
            name = "commoner of two" if selection.kind == "either" else "most common"
            yield Derivation(name, (ordered[0][0],), selection, rows, target, over_rows=True)
            yield Derivation("times", (str(ordered[0][1]),), selection, rows, target, over_rows=True)
    if len(selection.parts) == 2:
        (column,) = selection.columns
        one, other = selection.parts
        if len(one.rows) != len(other.rows):
            rows = max(one.rows, other.rows, key=len)
            cell = table.rows[rows[0]].cells[column]
            yield Derivation("commoner of two", (cell,), selection, rows, column, over_rows=True)
            apart = abs(len(one.rows) - len(other.rows))
            yield Derivation("count difference", (str(apart),), selection, selection.rows, over_rows=True)


def _beside(selection: Selection, table: Table) -> Iterator[Derivation]:
    consecutive = selection.rows[-1] - selection.rows[0] + 1 == len(selection.rows)
    if not consecutive:
        return
    for name, row in (("next", selection.rows[-1] + 1), ("previous", selection.rows[0] - 1)):
        if 0 <= row < len(table.rows):
            for target in range(len(table.columns)):
                if not is_blank(value := table.rows[row].cells[target]):
                    yield Derivation(name, (value,), selection, (row,), target)


def _between_rows(selection: Selection, columns: Columns) -> Iterator[Derivation]:
    one, other = selection.parts
    if len(one.rows) != 1 or len(other.rows) != 1:
        return
    for measure in columns.numeric:
        a, b = columns.numbers[measure][one.rows[0]], columns.numbers[measure][other.rows[0]]
        if a is not None and b is not None:
            value = (show_number(abs(a - b)),)
            yield Derivation("difference of rows", value, selection, selection.rows, measure, measure)


def _between_columns(
    question: TableQuestion, selection: Selection, table: Table, columns: Columns
) -> Iterator[Derivation]:
    """Yield what two cells of a row make together whose columns the question names with words of their own."""
    asked = frozenset(question.asked)
    named = [c for c in columns.numeric if c not in selection.columns and cell_stems(table.columns[c]) & asked]
    row = selection.rows[0]
    for one, other in itertools.combinations(named[:6], 2):
        a, b = columns.numbers[one][row], columns.numbers[other][row]
        own = [cell_stems(table.columns[c]) & asked for c in (one, other)]
        if a is None or b is None or own[0] == own[1]:
            continue
        later, earlier = (a, b) if _later(table.columns[one], table.columns[other]) else (b, a)
        cells = sorted((one, other), key=lambda c: _first_place(question, cell_stems(table.columns[c]) - _shared(own)))
        both = tuple(table.rows[row].cells[c] for c in cells)
        yield Derivation("both cells", both, selection, (row,), one, other)
        for name, value in _pairs(later, earlier):
            shown = value.lstrip("-") if name == "change" and "difference" in question.cues else value
            yield Derivation(name, (shown,), selection, (row,), one, other)


def _shared(own: Sequence[frozenset[str]]) -> frozenset[str]:
    return own[0] & own[1]


def _first_place(question: TableQuestion, named: frozenset[str]) -> int:
    """Return where in the question the first word of a column's name stands that only this column has."""
    return next((place for place, word in enumerate(question.asked) if word in named), len(question.asked))


def _later(one: str, other: str) -> bool:
    """Return whether the first column is of a later time; without times it is taken for the later."""
    times = [read_order(name.split()[-1]) if name.split() else None for name in (one, other)]
    return times[0] is None or times[1] is None or times[0] >= times[1]


def _pairs(later: float, earlier: float) -> Sequence[tuple[str, str]]:
    pairs = [
        ("change", show_number(later - earlier)),
        ("sum of two", show_number(later + earlier)),
        ("average of two", show_number((later + earlier) / 2)),
    ]
    return [*pairs, ("percent change", show_number(100 * (later - earlier) / abs(earlier)))] if earlier else pairs
