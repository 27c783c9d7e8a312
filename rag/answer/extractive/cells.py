"""Which cell of a table's row a question asks for: the one whose column has most of the question's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.blocks import CELL_SEPARATOR
from graph.text.stemming import stems
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type

_MIN_NAMED_CELLS = 3
"""Cells of a row from which one alone does not say what it is."""


def settle_cell(asked: str, names: str, row: str, start: int) -> str | None:
    """Return the cell of the row that a question asks for, given where the one that was read begins; None if the row
    leaves it open, or is another than the one asked for.

    `names` is the row of the names of the columns, empty if there is none.
    """
    cells = row.split(CELL_SEPARATOR)
    place = row[:start].count(CELL_SEPARATOR)
    columns = names.split(CELL_SEPARATOR) if names else []
    if len(columns) != len(cells):
        return cells[place].strip() if len(cells) < _MIN_NAMED_CELLS else None
    wanted = set(stems(asked))
    if _contradicts(asked, columns, cells):
        return None
    named = [bool(set(stems(cell))) and set(stems(cell)) <= wanted for cell in cells]
    scores = [-1 if known else len(wanted & set(stems(column))) for column, known in zip(columns, named, strict=True)]
    best = [number for number, score in enumerate(scores) if score == max(scores)]
    kind = asked_answer_type(asked)
    fitting = [number for number in best if kind != "any" and has_answer_type(kind, cells[number])]
    if max(scores) <= 0 or (len(best) > 1 and fitting):
        best = fitting
    if len(best) > 1:
        best = _closest(wanted, columns, best)
    return cells[best[0]].strip() or None if len(best) == 1 else None


def _closest(wanted: set[str], columns: Sequence[str], places: Sequence[int]) -> list[int]:
    """Return of several columns those with the fewest words that the question does not have."""
    more = [len(set(stems(columns[place])) - wanted) for place in places]
    return [place for place, count in zip(places, more, strict=True) if count == min(more)]


def _contradicts(asked: str, columns: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a question names a column with another value than the row has there: "from Paris"."""
    for column, cell in zip(columns, cells, strict=True):
        named = re.search(rf"\b{re.escape(column.strip())}\s+([A-Z][\w'’-]+)", asked, re.IGNORECASE)
        if column.strip() and named and named[1][0].isupper() and named[1].casefold() not in cell.casefold():
            return True
    return False
