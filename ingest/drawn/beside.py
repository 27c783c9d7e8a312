"""Texts that stand side by side on a page and are no table: the bar of a résumé, an address beside references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.drawn.table_runs import TableRun, order_columns
from ingest.drawn.words import Segment, middle
from ingest.table import is_number

# How far apart, in heights of a line, the middles of two cells of a row may be, and the share of rows beyond it.
_LEVEL, _UNEVEN = 0.08, 0.3
_PROSE_CHARS = 28
_LABELLED = re.compile(r"([^\W\d_][^:|]{1,30}):\s*\S")
# Shares of lines drawn below one another, and of lines with labels on one side and on the other.
_DOWNWARD, _MOSTLY, _HARDLY = 0.6, 0.7, 0.34
_MIN_LINES = 3


def are_texts_apart(run: TableRun) -> bool:
    """Return whether the columns were drawn one after the other, and their lines belong to no common rows.

    Then they stand on different levels, or sentences run on in one of them beside new lines of the other.
    """
    return _drawn_down(run) and (_share_uneven(run.rows) > _UNEVEN or _is_torn(run))


def is_address_beside_labels(run: TableRun) -> bool:
    """Return whether lines stand beside lines of a label and its value, each another: an address beside references."""
    if len(run.columns) != 2:
        return False
    left, right = sides = _sides(run)
    if min(len(left), len(right)) < _MIN_LINES:
        return False
    labelled = [len({match[1] for one in side if (match := _LABELLED.match(one.text))}) / len(side) for side in sides]
    ending = sum(one.text.rstrip().endswith(":") or is_number(one.text) for one in left)
    return max(labelled) >= _MOSTLY and min(labelled) <= _HARDLY and ending == 0


def side_after_side(ordered: Sequence[Segment], run: TableRun) -> list[Segment]:
    """Return segments in which those of a run stand column after column."""
    columns = [sorted(side, key=lambda one: -middle(one.box)) for side in _sides(run)]
    inside = {one.order: at for at, column in enumerate(columns) for one in column}
    turns = [inside[one.order] for one in ordered if one.order in inside]
    if turns == sorted(turns):
        return list(ordered)
    found: list[Segment] = []
    placed = False
    for one in ordered:
        if one.order not in inside:
            found.append(one)
        elif not placed:
            found += [segment for column in columns for segment in column]
            placed = True
    return found


def _sides(run: TableRun) -> list[list[Segment]]:
    """Return the segments of each column, from left to right."""
    sides: list[list[Segment]] = [[] for _ in run.columns]
    for row, places in zip(run.rows, run.places, strict=True):
        for one, place in zip(row, places, strict=True):
            sides[place].append(one)
    return [sides[place] for place in order_columns(run)]


def _drawn_down(run: TableRun) -> bool:
    """Return whether most cells were drawn right after the one above them, not after the one before them."""
    column = {one.order: at for at, side in enumerate(_sides(run)) for one in side}
    following = [column[order] == column[order + 1] for order in column if order + 1 in column]
    return sum(following) >= _DOWNWARD * len(following) > 0


def _share_uneven(rows: Sequence[Sequence[Segment]]) -> float:
    """Return the share of rows whose cells stand on different levels."""
    full = [row for row in rows if len(row) > 1]
    uneven = sum(
        max(middle(one.box) for one in row) - min(middle(one.box) for one in row)
        > _LEVEL * max(one.box[3] - one.box[1] for one in row)
        for row in full
    )
    return uneven / max(1, len(full))


def _is_torn(run: TableRun) -> bool:
    """Return whether in several rows one cell runs on from the row above while another one begins anew."""
    torn = 0
    above: dict[int, str] = {}
    for row, places in zip(run.rows, run.places, strict=True):
        cells = {place: one.text for one, place in zip(row, places, strict=True)}
        runs = {
            place
            for place, text in cells.items()
            if text[:1].islower() and len(above.get(place, "")) >= _PROSE_CHARS and above[place][-1] not in ".!?:;"
        }
        torn += bool(runs) and len(runs) < len(cells)
        above = cells
    return torn > 1
