"""Cells of drawn tables put together: signs with their numbers, the lines of a header, and those of other rows."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.table import NUMBER, is_number

_BEFORE = frozenset("$€£¥(")
_AFTER = frozenset((")", "%", ")%"))
_MAX_HEADER_ROWS = 4
# Shares of the usual distance of rows: below the first a line is nearer than a row, beyond the second further away.
_NEARER, _NO_FURTHER = 0.85, 1.05


def join_signs(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows whose columns of currency signs are joined to the next column, of closing signs to the one before."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    at = 0
    while at < len(columns):
        signs = {cell for cell in columns[at] if cell}
        if signs and signs <= _BEFORE and 0 < at < len(columns) - 1:
            columns[at : at + 2] = [_joined(columns[at], columns[at + 1], " ")]
        elif signs and signs <= _AFTER and at > 1:
            columns[at - 1 : at + 1] = [_joined(columns[at - 1], columns[at], "")]
            continue
        at += 1
    return [list(row) for row in zip(*columns, strict=True)]


def join_header(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows of which the first ones, where they name no row, are joined to one line of names."""
    count = next((at for at, row in enumerate(rows) if row[0]), 0)
    if not 1 < count <= _MAX_HEADER_ROWS:
        return [list(row) for row in rows]
    names = [" ".join(filter(None, column)) for column in zip(*rows[:count], strict=True)]
    return [names, *(list(row) for row in rows[count:])]


def name_totals(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows of which the last ones, a label and a number at the right, have their label in the first column."""
    named = [list(row) for row in rows]
    for row in reversed(named[2:]):
        filled = [at for at, cell in enumerate(row) if cell]
        if len(filled) != 2 or len(row) < 4 or filled[0] < len(row) - 3 or is_number(row[filled[0]]):
            break
        if not any(map(str.isdigit, row[filled[1]])):
            break
        row[0], row[filled[0]] = row[filled[0]], ""
    return named


def join_wrapped(rows: Sequence[Sequence[str]], steps: Sequence[float]) -> list[list[str]]:
    """Return rows with the further lines of their cells joined to the first; `steps` are the distances of the lines.

    A line continues a row if it names none and is nearer than rows are, or if its cells run on in small letters.
    """
    usual = median(steps)
    columns = list(zip(*rows, strict=True))
    capital = [2 * sum(map(_runs_on, cells)) < sum(map(bool, cells)) for cells in columns]
    found = [list(rows[0])]
    for at, (row, step) in enumerate(zip(rows[1:], steps, strict=True), 1):
        nameless = not row[0] and step < _NEARER * usual and at > 1
        if nameless or (step < _NO_FURTHER * usual and _continues(found[-1], row, capital)):
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], row, strict=True)]
        else:
            found.append(list(row))
    return found


def _continues(above: Sequence[str], row: Sequence[str], capital: Sequence[bool]) -> bool:
    """Return whether cells run on from those above; `capital` are the columns that mostly begin otherwise."""
    pairs = list(zip(above, row, strict=True))
    if any(cell and not before for before, cell in pairs) or all(cell or not before for before, cell in pairs):
        return False
    if any(NUMBER.match(cell) and NUMBER.match(before) for before, cell in pairs if cell):
        return False
    run_on = [first and _runs_on(cell) for first, cell in zip(capital, row, strict=True)]
    return run_on[0] if row[0] else any(run_on)


def _runs_on(cell: str) -> bool:
    return cell[:1].islower()


def _joined(one: Sequence[str], other: Sequence[str], blank: str) -> list[str]:
    return [blank.join(filter(None, pair)) for pair in zip(one, other, strict=True)]
