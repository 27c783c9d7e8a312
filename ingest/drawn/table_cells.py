"""Cells of drawn tables put together: signs with their numbers, and the lines of a header."""

from __future__ import annotations

from collections.abc import Sequence

_BEFORE = frozenset("$€£¥(")
_AFTER = frozenset((")", "%", ")%"))
_MAX_HEADER_ROWS = 4


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


def _joined(one: Sequence[str], other: Sequence[str], blank: str) -> list[str]:
    return [blank.join(filter(None, pair)) for pair in zip(one, other, strict=True)]
