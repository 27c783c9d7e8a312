"""What a page of a PDF holds, in reading order: lines of text and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from ingest.drawn.beside import side_after_side
from ingest.drawn.lines import TextLine, build_lines, group_rows, order_segments
from ingest.drawn.objects import Box, DrawnObject
from ingest.drawn.side_bar import read_bar_apart
from ingest.drawn.tables import DrawnTable, find_beside, find_tables
from ingest.drawn.words import Segment, join_boxes, middle

# A page with more words is not examined for tables and columns.
_MAX_SEGMENTS = 3_000
# How far an item may stand from its bullet or number, in heights of its line.
_MAX_MARK_GAP = 5.0
# Numbers without a mark that make a list.
_MIN_NUMBERED = 2
LIST_MARK = re.compile(r"(?:[•◦▪‣●○■□·\uf0b7-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\d{1,3}(?:\.\d{1,3})+\.?)\Z")


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The lines of a page in reading order, and its tables with the number of lines that stand before each."""

    lines: tuple[TextLine, ...] = ()
    tables: tuple[tuple[int, DrawnTable], ...] = ()


def lay_out(segments: Sequence[Segment], objects: Sequence[DrawnObject]) -> PageLayout:
    """Return the lines and the tables that the segments of a page make."""
    if len(segments) > _MAX_SEGMENTS:
        return PageLayout(tuple(build_lines(segments)))
    tables = find_tables(segments, objects)
    used = {order for table in tables for order in table.orders}
    rest = [one for one in segments if one.order not in used]
    ordered = read_bar_apart(order_segments(join_list_marks(rest)))
    for run in find_beside(rest):
        ordered = side_after_side(ordered, run)
    lines = build_lines(ordered)
    boxes = {one.order: one.box for one in segments}
    places = []
    for table in tables:
        before = ordered[: _find_place(ordered, table, reduce(join_boxes, (boxes[order] for order in table.orders)))]
        places.append((_count_lines(lines, sum(len(one.words) for one in before)), table))
    return PageLayout(tuple(lines), tuple(sorted(places, key=lambda place: (place[0], min(place[1].orders)))))


def _find_place(ordered: Sequence[Segment], table: DrawnTable, box: Box) -> int:
    """Return how many segments stand before a table: as many of those above it in its columns, and as few of those
    below it, as their order allows; else those that are drawn before it.

    Running heads and feet may be drawn before everything else of a page.
    """
    drawn = sum(one.order < min(table.orders) for one in ordered)
    beside = [one.box[0] < box[2] and box[0] < one.box[2] for one in ordered]
    above = [near and middle(one.box) > box[3] for near, one in zip(beside, ordered, strict=True)]
    below = [near and middle(one.box) < box[1] for near, one in zip(beside, ordered, strict=True)]
    wrong = [sum(above)]
    for is_above, is_below in zip(above, below, strict=True):
        wrong.append(wrong[-1] + is_below - is_above)
    return min(range(len(wrong)), key=lambda place: (wrong[place], abs(place - drawn)))


def _count_lines(lines: Sequence[TextLine], words: int) -> int:
    """Return how many lines hold the first so many words."""
    for place, line in enumerate(lines):
        if words <= 0:
            return place
        words -= line.text.count(" ") + 1
    return len(lines)


def join_list_marks(segments: Sequence[Segment]) -> list[Segment]:
    """Return segments with the bullets and numbers of lists joined to their items."""
    rows = group_rows(segments)
    joined = _join_bare_numbers(rows)
    for row in rows:
        for mark, item in pairwise(row):
            near = item.box[0] - mark.box[2] < _MAX_MARK_GAP * (item.box[3] - item.box[1])
            # A number before another number is a cell: 19.4, (239).
            is_cell = any(map(str.isdigit, mark.text)) and not any(map(str.isalpha, item.text))
            if mark.order in joined:
                continue
            if near and LIST_MARK.match(mark.text) and not LIST_MARK.match(item.text) and not is_cell:
                item.words[:0] = mark.words
                item.box = join_boxes(mark.box, item.box)
                joined.add(mark.order)
    return [one for one in segments if one.order not in joined]


def _join_bare_numbers(rows: Sequence[Sequence[Segment]]) -> set[int]:
    """Join numbers without a mark, counted from 1 down the page, to the items beside them, which begin
    with a capital letter; return the segments that they were.

    Such a number gets the full stop that makes its line an item.
    """
    joined: set[int] = set()
    beside: list[tuple[Segment, Segment]] = []
    for row in rows:
        number, item = (row[0], row[1]) if len(row) == 2 else (None, None)
        if number is None or item is None or not _is_counted(number, item, beside):
            continue
        beside = [*beside, (number, item)] if number.text != "1" else [(number, item)]
        if len(beside) < _MIN_NUMBERED:
            continue
        for mark, text in beside if len(beside) == _MIN_NUMBERED else beside[-1:]:
            text.words[:0] = [replace(mark.words[0], text=f"{mark.text}.")]
            text.box = join_boxes(mark.box, text.box)
            joined.add(mark.order)
    return joined


def _is_counted(number: Segment, item: Segment, before: Sequence[tuple[Segment, Segment]]) -> bool:
    """Return whether a number counts an item on from those before it."""
    near = item.box[0] - number.box[2] < _MAX_MARK_GAP * (item.box[3] - item.box[1])
    if not (near and item.text[:1].isupper() and len(item.words) > 1):
        return False
    if number.text == "1":
        return True
    return bool(before) and number.text == str(len(before) + 1) and _starts_level(before[-1][0], number)


def _starts_level(one: Segment, other: Segment) -> bool:
    return abs(one.box[2] - other.box[2]) < one.box[3] - one.box[1]
