"""What rows of cells are: lines of a title, the names of columns, and data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, zip_longest

NUMBER = re.compile(r"[\s\d.,%$€£¥+\-−–()/:]*\Z")
# A year, a month of one, or a day.
_PERIOD = re.compile(r"(?:1[5-9]|20)\d\d\Z|(?:\d{1,2}[./-]){1,2}(?:19|20)\d\d\Z|(?:19|20)\d\d(?:[./-]\d{1,2}){1,2}\Z")
_MAX_NAME_CHARS = 80
_MAX_UNIT_CHARS = 12
_NO_VALUES = frozenset(("n/a", "N/A", "na", "NA", "nan", "NaN", "-", "–", "—", "x", "null", "none", "None", "?", "..."))
_SAMPLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the names of its columns (none if unnamed), and its rows, which may be ragged."""

    caption: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The names, if there are any, and the rows."""
        return [self.names, *self.rows] if self.names else list(self.rows)


def read_table(rows: Sequence[Sequence[str]]) -> Table:
    """Tell titles and column names from data; rows without any text are dropped."""
    kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    titles = _count_titles(kept)
    caption = " ".join(cell for row in kept[:titles] for cell in row if cell.strip())
    body = kept[titles:]
    names = _count_names(body)
    if names > 1:
        upper = body[0] if names_columns(body[0], body[2:]) else _spread(body[0], len(body[1]))
        return Table(caption, _joined(upper, body[1]), tuple(body[2:]))
    return Table(caption, body[0] if names else (), tuple(body[names:]))


def _count_names(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows name the columns: none, one, or one with units below or groups above."""
    sample = rows[1 : _SAMPLE_ROWS + 1]
    if len(sample) > 1 and _merged(rows[0]) and _are_parts(rows[0], rows[1], sample[1:]):
        return 2
    if sample and names_columns(rows[0], sample):
        return 2 if len(sample) > 1 and _are_units(rows[1], rows[2 : _SAMPLE_ROWS + 1]) else 1
    if len(sample) > 1 and _are_groups(rows[0], rows[1]) and _difference(rows[1], sample[1:]) >= 0:
        names = _joined(_spread(rows[0], len(rows[1])), rows[1])
        return 2 if names_columns(names, sample[1:]) else 0
    return 0


def _are_units(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the cells are the units of what is below them: short, and none above texts."""
    above_numbers = []
    for place, cell in enumerate(cells):
        if _is_numeric(_column(rows, place)):
            above_numbers.append(cell.strip())
        elif cell.strip():
            return False
    named = [cell for cell in above_numbers if cell]
    short = all(len(cell) <= _MAX_UNIT_CHARS and not is_number(cell) and cell not in _NO_VALUES for cell in named)
    return bool(named) and short


def _merged(cells: Sequence[str]) -> list[range]:
    """Return the columns of each name that stands in several next to one another, as a merged cell does."""
    runs = [len(list(same)) for _, same in groupby(cell.strip() for cell in cells)]
    ends = list(accumulate(runs))
    found = (range(end - run, end) for run, end in zip(runs, ends, strict=True) if run > 1)
    return [columns for columns in found if cells[columns.start].strip()]


def _are_parts(cells: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the second row names the columns below merged names.

    Another name stands in both rows, several stand in the second alone, or what is named are numbers.
    """
    merged = _merged(cells)
    if not all(_are_names([name.strip() for name in names[part.start : part.stop]]) for part in merged):
        return False
    inside = [column for part in merged for column in part]
    beside = [
        (one.strip(), other.strip())
        for at, (one, other) in enumerate(zip_longest(cells, names, fillvalue=""))
        if at not in inside and other.strip() and not is_number(other)
    ]
    if any(one == other for one, other in beside) or sum(not one for one, _ in beside) > 1:
        return True
    filled = [column for at in inside if (column := _column(rows, at))]
    return 2 * sum(map(_is_numeric, filled)) >= len(filled) > 0


def _are_names(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and all(cell and not is_number(cell) for cell in cells)


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    """Return the cells of a column that are not blank."""
    return [row[at].strip() for row in rows if at < len(row) and row[at].strip()]


def _is_numeric(column: Sequence[str]) -> bool:
    return 2 * sum(map(is_number, column)) > len(column)


def _are_groups(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether the cells name groups of the columns below, each above the first of its group."""
    named = [cell.strip() for cell in cells if cell.strip()]
    fits = (
        not _merged(cells)
        and len(cells) <= len(names)
        and 1 < 2 * len(named) <= len([name for name in names if name.strip()]) + 1
    )
    return fits and all(_PERIOD.match(cell) or not is_number(cell) for cell in named)


def _spread(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return the names of groups above each column of the group; merged ones are there already."""
    if _merged(cells):
        return tuple(cells)
    spread: list[str] = []
    for cell in (*cells, *[""] * (width - len(cells))):
        spread.append(cell if cell.strip() or not spread else spread[-1])
    return tuple(spread)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    pairs = zip_longest(upper, lower, fillvalue="")
    return tuple(" ".join(dict.fromkeys(filter(None, (one.strip(), other.strip())))) for one, other in pairs)


def names_columns(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns of the others.

    Its cells are short texts, nearly all distinct, more of them unlike than like what their columns hold: a number
    above numbers is like them, a year or date above other numbers or a text above numbers is not. One name in four
    may be missing.
    """
    named = [cell.strip() for cell in first if cell.strip()]
    if len(named) < len(first) * 0.75 - 0.5 or 3 * len(set(named)) < 2 * len(named) or not named:
        return False
    periods_above_names = not first[0].strip() and all(map(_PERIOD.match, named))
    if any(len(cell) > _MAX_NAME_CHARS for cell in named) or (all(map(is_number, named)) and not periods_above_names):
        return False
    return _difference(first, rows) >= 0


def differs(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the cells of the first row are of another kind than those below."""
    return _difference(first, rows) > 0


def _difference(first: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    columns = [[row[i].strip() for row in rows if i < len(row) and row[i].strip()] for i in range(len(first))]
    return sum(_unlikeness(cell.strip(), column) for cell, column in zip(first, columns, strict=True))


def _unlikeness(name: str, column: Sequence[str]) -> float:
    """Return how much a name differs from what is below it, -1 to 1."""
    if not name or not column:
        return 0
    numbers = 2 * sum(map(is_number, column)) > len(column)
    if is_number(name):
        return -1.0 if numbers and not (_PERIOD.match(name) and not _mostly_periods(column)) else 0.0
    return -0.5 if name in column else float(numbers)


def _count_titles(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows at the top hold one cell each, above rows that mostly hold several."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = Counter(filled[:_SAMPLE_ROWS]).most_common(1)[0][0] if filled else 0
    titles = next((place for place, count in enumerate(filled) if count > 1), 0)
    return titles if usual > 1 else 0


def is_number(cell: str) -> bool:
    """Return whether a cell holds a number, an amount or a range."""
    return bool(cell.strip()) and bool(NUMBER.match(cell.strip())) and any(map(str.isdigit, cell))


def _mostly_periods(column: Sequence[str]) -> bool:
    return sum(bool(_PERIOD.match(cell.strip())) for cell in column) * 2 > len(column)
