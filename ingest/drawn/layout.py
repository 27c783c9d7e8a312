"""What a page of a PDF holds, in reading order: lines of text and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.drawn.lines import TextLine, build_lines, order_segments
from ingest.drawn.objects import DrawnObject
from ingest.drawn.tables import DrawnTable, find_tables
from ingest.drawn.words import Segment

# A page with more words is not examined for tables and columns.
_MAX_SEGMENTS = 3_000


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
    ordered = order_segments(rest)
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
