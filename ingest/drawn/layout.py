"""What a page of a PDF holds, in reading order: lines of text and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.drawn.beside import side_after_side
from ingest.drawn.lines import TextLine, build_lines, group_rows, order_segments
from ingest.drawn.objects import DrawnObject
from ingest.drawn.side_bar import read_bar_apart
from ingest.drawn.tables import DrawnTable, find_beside, find_tables
from ingest.drawn.words import Segment, join_boxes

# A page with more words is not examined for tables and columns.
_MAX_SEGMENTS = 3_000
# How far an item may stand from its bullet or number, in heights of its line.
_MAX_MARK_GAP = 5.0
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
    places = []
    for table in tables:
        first = min(table.orders)
        starts = [one.order for one in ordered if one.order < first]
        words = sum(len(one.words) for one in ordered[: len(starts)])
        places.append((_count_lines(lines, words), table))
    return PageLayout(tuple(lines), tuple(sorted(places, key=lambda place: (place[0], min(place[1].orders)))))


def _count_lines(lines: Sequence[TextLine], words: int) -> int:
    """Return how many lines hold the first so many words."""
    for place, line in enumerate(lines):
        if words <= 0:
            return place
        words -= line.text.count(" ") + 1
    return len(lines)


def join_list_marks(segments: Sequence[Segment]) -> list[Segment]:
    """Return segments with the bullets and numbers of lists joined to their items."""
    joined: set[int] = set()
    for row in group_rows(segments):
        for mark, item in pairwise(row):
            near = item.box[0] - mark.box[2] < _MAX_MARK_GAP * (item.box[3] - item.box[1])
            # A number before another number is a cell: 19.4, (239).
            is_cell = any(map(str.isdigit, mark.text)) and not any(map(str.isalpha, item.text))
            if near and LIST_MARK.match(mark.text) and not LIST_MARK.match(item.text) and not is_cell:
                item.words[:0] = mark.words
                item.box = join_boxes(mark.box, item.box)
                joined.add(mark.order)
    return [one for one in segments if one.order not in joined]
