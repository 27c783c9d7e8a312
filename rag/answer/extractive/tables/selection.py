"""The rows of a table that a question may speak of: all, those that hold its words, those within its bounds."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.answer.extractive.tables.grid import Row, Table, cell_stems
from rag.answer.extractive.tables.question import TableQuestion
from rag.answer.extractive.tables.values import read_order

SelectionKind = Literal["all", "words", "bound", "either", "without"]

MAX_CONDITIONS = 14
"""Conditions of one column or bound that are combined."""

MAX_SELECTIONS = 40
"""Selections of rows that are tried."""


_BOUND_NAME = re.compile(
    r"\b(?:min|minimum|max|maximum|least|most|up to|limit|below|above|over|under)\b", re.IGNORECASE
)
"""Names a column whose figures are bounds: one that equals a figure of the question is not the only one that fits."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows, the words of the question that select them, the columns these stand in, and how exactly they match.

    `exact` is the share of a selecting cell's words that the question says; `parts` are the two selections of which
    these rows are the union.
    """

    kind: SelectionKind
    rows: tuple[int, ...]
    words: frozenset[str] = frozenset()
    columns: frozenset[int] = frozenset()
    exact: float = 1.0
    parts: tuple[Selection, ...] = ()
    conditions: int = 0


def select_rows(question: TableQuestion, table: Table) -> list[Selection]:
    """Return the selections, those that explain most of the question first, and all rows."""
    words = sorted(_word_conditions(question, table), key=_worth, reverse=True)[:MAX_CONDITIONS]
    conditions = [*words, *_bound_conditions(question, table)]
    found = dict.fromkeys(conditions)
    for one, other in itertools.combinations(conditions, 2):
        for combined in _combine(one, other):
            found.setdefault(combined)
    if "not" in question.cues:
        found |= dict.fromkeys(_without(one, table) for one in words)
    chosen = sorted(found, key=_worth, reverse=True)[:MAX_SELECTIONS]
    single = tuple(number for number, row in enumerate(table.rows) if not _is_total(row))
    return [Selection("all", single or tuple(range(len(table.rows)))), *(one for one in chosen if one.rows)]


def _is_total(row: Row) -> bool:
    """Return whether a row adds up the others."""
    return any(cell.casefold().strip(" :") in ("total", "totals", "sum") for cell in row.cells[:3])


def _worth(selection: Selection) -> tuple[float, float, int]:
    return len(selection.words) + 0.5 * selection.exact, selection.exact, -len(selection.rows)


def _word_conditions(question: TableQuestion, table: Table) -> Iterator[Selection]:
    """Yield for each column and set of words the rows whose cell holds them, and the most exact of these alone."""
    asked = frozenset(question.asked)
    for column in range(len(table.columns)):
        named = cell_stems(table.columns[column])
        held: dict[frozenset[str], list[tuple[float, int]]] = defaultdict(list)
        for number, row in enumerate(table.rows):
            cell = cell_stems(f"{row.section} {row.cells[column]}" if column == 0 else row.cells[column])
            shared = cell & asked
            if _BOUND_NAME.search(table.columns[column]) and not named & asked:
                shared = frozenset(stem for stem in shared if not stem[:1].isdigit())
            if shared:
                own = cell_stems(row.cells[column])
                held[shared].append((len(shared & own) / len(own) if own else 0.0, number))
        for words in _maximal(held):
            if words <= named and len(held[words]) > len(table.rows) / 2:
                continue
            matches = [match for other, matches in held.items() if words <= other for match in matches]
            yield from _by_exactness(matches, words, column)


def _maximal(held: dict[frozenset[str], list[tuple[float, int]]]) -> list[frozenset[str]]:
    ordered = sorted(held, key=lambda words: (-len(words), sorted(words)))
    return ordered[:8]


def _by_exactness(matches: Sequence[tuple[float, int]], words: frozenset[str], column: int) -> Iterator[Selection]:
    best = max(exact for exact, _ in matches)
    rows = tuple(sorted(number for _, number in matches))
    yield Selection("words", rows, words, frozenset((column,)), min(exact for exact, _ in matches), conditions=1)
    closest = tuple(sorted(number for exact, number in matches if exact == best))
    if closest != rows:
        yield Selection("words", closest, words, frozenset((column,)), best, conditions=1)


def _bound_conditions(question: TableQuestion, table: Table) -> Iterator[Selection]:
    """Yield for each bound and column of numbers the rows within it; a bound of a year also holds for dates."""
    for bound in question.bounds[:3]:
        for column, name in enumerate(table.columns):
            values = [_bounded(row.cells[column], bound.value) for row in table.rows]
            if sum(value is not None for value in values) * 2 < len(values):
                continue
            rows = tuple(
                n
                for n, value in enumerate(values)
                if value is not None and bound.holds(value) and not _is_total(table.rows[n])
            )
            named = cell_stems(name) & frozenset(question.asked)
            figure = cell_stems(f"{bound.value:g}")
            yield Selection("bound", rows, figure | named, frozenset((column,)), 0.5 + 0.5 * bool(named), conditions=1)


def _bounded(cell: str, figure: float) -> float | None:
    """Return the value to compare with a figure; of a date its year."""
    value = read_order(cell)
    if value is not None and value > 100_000 and 1000 <= figure <= 2100 and any(letter.isalpha() for letter in cell):
        return value // 372
    return value


def _combine(one: Selection, other: Selection) -> Iterator[Selection]:
    """Yield the rows of both, and of two different cells of one column the rows of either."""
    words = one.words | other.words
    exact = min(one.exact, other.exact)
    if one.columns != other.columns and words not in (one.words, other.words):
        rows = tuple(sorted(set(one.rows) & set(other.rows)))
        yield Selection("words", rows, words, one.columns | other.columns, exact, conditions=2)
    elif one.columns == other.columns and _differ(one, other):
        rows = tuple(sorted((*one.rows, *other.rows)))
        yield Selection("either", rows, words, one.columns, exact, (one, other), 2)


def _differ(one: Selection, other: Selection) -> bool:
    """Return whether two selections are of other rows by other words, neither by a bound."""
    apart = not set(one.rows) & set(other.rows) and "bound" not in (one.kind, other.kind)
    return apart and not one.words <= other.words and not other.words <= one.words


def _without(selection: Selection, table: Table) -> Selection:
    rows = tuple(number for number in range(len(table.rows)) if number not in selection.rows)
    return replace(selection, kind="without", rows=rows)
