"""Rows of a PDF page whose segments stand in the same columns: what may be a table without lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.drawn.words import Segment
from ingest.table import is_number

# Lines below a run that stand in its first column alone, from which on that column is text beside the table.
_BESIDE_ROWS = 2
_MIN_WIDTH = 2
_MOSTLY = 0.8


@dataclass(slots=True)
class TableRun:
    """Rows of segments that stand in the same columns."""

    columns: list[list[float]]
    rows: list[list[Segment]] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)


def find_runs(rows: Sequence[list[Segment]]) -> list[TableRun]:
    """Return the runs of rows in which segments stand in at least two columns."""
    runs: list[TableRun] = []
    run: TableRun | None = None
    bottom = 0.0
    for row in rows:
        top, size = max(one.box[3] for one in row), min(one.box[3] - one.box[1] for one in row)
        near = run is not None and bottom - top < (1.8 if len(run.rows) > 1 else 2.5) * size
        if run is None or not near or not _extend(run, row):
            run = None
            if len(row) > 1:
                run = TableRun([[one.box[0], one.box[2]] for one in row], [row], [list(range(len(row)))])
                runs.append(run)
        bottom = min(one.box[1] for one in row)
    return runs


def _extend(run: TableRun, row: Sequence[Segment]) -> bool:
    """Add a row to a run if each of its segments stands in one column of its own; new columns may appear."""
    columns = [list(column) for column in run.columns]
    places = []
    for one in row:
        left, _, right, _ = one.box
        own = [place for place, column in enumerate(columns) if left < column[1] and column[0] < right]
        if len(own) > 1 or (own and own[0] in places):
            return False
        if not own:
            if len(row) == 1 and right > min(column[0] for column in columns):
                return False
            columns.append([left, right])
            own = [len(columns) - 1]
        column = columns[own[0]]
        column[0], column[1] = min(column[0], left), max(column[1], right)
        places.append(own[0])
    ordered = sorted(columns)
    if any(one[1] > other[0] for one, other in pairwise(ordered)):
        return False
    run.columns = columns
    run.rows.append(list(row))
    run.places.append(places)
    return True


def count_totals(run: TableRun) -> int:
    """Return how many rows at the end are totals: a label and a value in the columns at the right, below full rows."""
    order = order_columns(run)
    left = set(order[: len(order) - 2])
    count = 0
    for places in reversed(run.places):
        if len(places) != _MIN_WIDTH or left & set(places):
            break
        count += 1
    full = sum(len(places) > _MIN_WIDTH for places in run.places)
    return count if len(order) > _MIN_WIDTH + 1 and full >= _MIN_WIDTH else 0


def leave_out_beside(run: TableRun, below: int) -> TableRun:
    """Return a run without its first column if it is text beside a table: an address beside figures.

    It goes on below the run for so many lines, while most rows do not have it and all have the other columns.
    """
    order = order_columns(run)
    if below < _BESIDE_ROWS or len(order) <= _MIN_WIDTH:
        return run
    first, others = order[0], set(order[1:])
    having = sum(first in places for places in run.places)
    if 2 * having > len(run.rows) or any(not others <= set(places) for places in run.places):
        return run
    return _copy(run, order[1:])


def part_side_by_side(run: TableRun) -> list[TableRun]:
    """Return the tables that stand side by side in a run, each below a title of its own; the run alone if none do."""
    order = order_columns(run)
    rank = {place: at for at, place in enumerate(order)}
    titles = sorted(rank[place] for place in run.places[0])
    width = titles[1] - titles[0] if len(titles) > 1 else 0
    alike = width >= _MIN_WIDTH and titles == list(range(0, len(order), width)) and len(order) % width == 0
    if not alike or len(run.rows) < _MIN_WIDTH + 1 or not _are_data(run):
        return [run]
    parts = [_copy(run, order[start : start + width]) for start in titles]
    return parts if all(len(row) > 1 for part in parts for row in part.rows[1:]) else [run]


def _are_data(run: TableRun) -> bool:
    """Return whether the second row holds numbers above numbers, not names of columns."""
    rows = list(zip(run.rows, run.places, strict=True))
    second, *below = ({place: one.text for one, place in zip(*row, strict=True)} for row in rows[1:])
    numbers = [place for place, text in second.items() if is_number(text)]
    return any(all(is_number(row.get(place, "0")) for row in below) for place in numbers)


def order_columns(run: TableRun) -> list[int]:
    """Return the columns from left to right."""
    return sorted(range(len(run.columns)), key=lambda place: run.columns[place][0])


def _copy(run: TableRun, columns: Sequence[int]) -> TableRun:
    """Return the columns, in this order, with the rows that have any of them."""
    at = {place: number for number, place in enumerate(columns)}
    part = TableRun([run.columns[place] for place in columns])
    for row, places in zip(run.rows, run.places, strict=True):
        kept = [(one, at[place]) for one, place in zip(row, places, strict=True) if place in at]
        if kept:
            part.rows.append([one for one, _ in kept])
            part.places.append([place for _, place in kept])
    return part
