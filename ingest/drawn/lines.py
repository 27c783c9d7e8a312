"""The lines of a PDF page in reading order: columns apart, also where they are drawn line by line across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from ingest.drawn.dates import is_date
from ingest.drawn.objects import Box
from ingest.drawn.words import Segment, join_boxes, middle
from ingest.table import is_number

# Rows that must have a gap at the same place, next to each other in drawing order, to be two columns.
_COLUMN_ROWS = 4
_MAX_COLUMNS = 4
# The share of numbers on the right, or of dates on the left, from which on it is no column of prose.
_NUMBERS = 0.7
# Rows of a page's margin at most, and how far, in heights of a line, they stand from the text.
_MARGIN_ROWS, _FAR = 2, 1.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text; `first` is the width of its first word, `order` its place in reading order."""

    text: str
    box: Box
    order: int
    first: float
    bold: bool = False

    @property
    def size(self) -> float:
        return self.box[3] - self.box[1]


def group_rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments by rows from top to bottom, each row from left to right."""
    rows: list[list[Segment]] = []
    height = size = 0.0
    for segment in sorted(segments, key=lambda one: -middle(one.box)):
        box = segment.box
        if not rows or height - middle(box) > 0.45 * min(size, box[3] - box[1]):
            rows.append([])
            height, size = middle(box), box[3] - box[1]
        rows[-1].append(segment)
    return [sorted(row, key=lambda one: one.box[0]) for row in rows]


def order_segments(segments: Sequence[Segment], columns: int = _MAX_COLUMNS) -> list[Segment]:
    """Return segments in reading order: as they are drawn, but columns that are drawn across one after the other."""
    gutter = _find_gutter(segments) if columns > 1 else None
    if gutter is None:
        return _down_the_page(segments)
    x, top, bottom = gutter
    before = [one for one in segments if middle(one.box) > top]
    after = [one for one in segments if middle(one.box) < bottom]
    inside = [one for one in segments if bottom <= middle(one.box) <= top]
    ordered = _down_the_page(before)
    band: list[Segment] = []
    for row in group_rows(inside):
        crossing = [one for one in row if one.box[0] < x < one.box[2]]
        band.extend(one for one in row if one not in crossing)
        if crossing:
            ordered += [*_sides(band, x, columns), *crossing]
            band = []
    return [*ordered, *_sides(band, x, columns), *_down_the_page(after)]


def _down_the_page(segments: Sequence[Segment]) -> list[Segment]:
    """Return segments from top to bottom if every line stands above or below others, else as they are drawn."""
    rows = group_rows(segments)
    body = _without_margins(rows)
    spans = [(min(one.box[0] for one in row), max(one.box[2] for one in row)) for row in body]
    parted = any(max(one.order for one in row) - min(one.order for one in row) != len(row) - 1 for row in body)
    if parted or any(one[1] < other[0] or other[1] < one[0] for one, other in pairwise(spans)):
        return sorted(segments, key=lambda one: one.order)
    return [one for row in rows for one in sorted(row, key=lambda one: one.order)]


def _without_margins(rows: Sequence[list[Segment]]) -> Sequence[list[Segment]]:
    """Return rows without the first and last ones that stand far from others, as lines in the margins of a page do.

    The pieces of such lines may be drawn at any time, and stand anywhere.
    """
    first, last = 0, len(rows)
    while first < min(_MARGIN_ROWS, last - 1) and _far(rows[first], rows[first + 1]):
        first += 1
    while last > max(len(rows) - _MARGIN_ROWS, first + 1) and _far(rows[last - 2], rows[last - 1]):
        last -= 1
    return rows[first:last]


def _far(row: Sequence[Segment], below: Sequence[Segment]) -> bool:
    gap = min(one.box[1] for one in row) - max(one.box[3] for one in below)
    return gap > _FAR * max(one.box[3] - one.box[1] for one in (*row, *below))


def _sides(band: Sequence[Segment], x: float, columns: int) -> list[Segment]:
    left = [one for one in band if one.box[2] <= x]
    right = [one for one in band if one.box[2] > x]
    return [*order_segments(left, 1), *order_segments(right, columns - 1)]


def _find_gutter(segments: Sequence[Segment]) -> tuple[float, float, float] | None:
    """Return where the gap between two columns is, and the middles of the highest and the lowest row that have it."""
    pairs = [pair for pair in pairwise(sorted(segments, key=lambda one: one.order)) if _has_gap(*pair)]
    best: list[tuple[Segment, Segment]] = []
    for end in sorted({right.box[0] for _, right in pairs})[:50]:
        found = [(left, right) for left, right in pairs if left.box[2] < end - 0.5 <= right.box[0]]
        best = max(best, found, key=len)
    if len(best) < _COLUMN_ROWS or _are_labelled(best):
        return None
    x = min(right.box[0] for _, right in best) - 0.5
    levels = [middle(left.box) for left, _ in best]
    top, bottom = max(levels), min(levels)
    crossing = sum(one.box[0] < x < one.box[2] and bottom <= middle(one.box) <= top for one in segments)
    return (x, top, bottom) if 4 * crossing <= len(best) else None


def _has_gap(left: Segment, right: Segment) -> bool:
    one, other = left.box, right.box
    return abs(middle(one) - middle(other)) < 0.45 * (one[3] - one[1]) and one[2] < other[0]


def _are_labelled(rows: Sequence[tuple[Segment, Segment]]) -> bool:
    """Return whether nearly all rows end with a number or begin with a date: amounts, pages, the years of a life."""
    numbers = sum(is_number(right.text) for _, right in rows)
    dates = sum(is_date(left.text) for left, _ in rows)
    return max(numbers, dates) > _NUMBERS * len(rows)


def build_lines(ordered: Sequence[Segment]) -> list[TextLine]:
    """Return lines; segments next to each other on one line of the file are joined again, and raised letters."""
    groups: list[list[Segment]] = []
    for segment in ordered:
        last = groups[-1][-1] if groups else None
        if last is not None and (_same_line(last, segment) or _touches(last, segment)):
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [_line(group, place) for place, group in enumerate(groups)]


def _same_line(last: Segment, segment: Segment) -> bool:
    level = abs(middle(last.box) - middle(segment.box)) < 0.3 * (last.box[3] - last.box[1])
    return level and segment.order == last.order + 1 and segment.line == last.line


def _touches(last: Segment, segment: Segment) -> bool:
    """Return whether a segment begins where the last one ends, as raised and lowered letters do."""
    one, other = last.box, segment.box
    lower, higher = max(one[1], other[1]), min(one[3], other[3])
    small = min(one[3] - one[1], other[3] - other[1])
    return higher - lower > 0.3 * small and -0.3 * small < other[0] - one[2] < 0.5 * small


def _line(group: Sequence[Segment], place: int) -> TextLine:
    text = group[0].text
    if all(one.line == group[0].line for one in group):
        text = Segment(0, 0, [word for one in group for word in one.words], group[0].box).text
    else:
        for last, one in pairwise(group):
            text += ("" if _is_close(last, one) else " ") + one.text
    left, _, right, _ = reduce(join_boxes, (one.box for one in group))
    usual = max(group, key=lambda one: one.box[2] - one.box[0]).box
    first = group[0].words[0].box
    return TextLine(text, (left, usual[1], right, usual[3]), place, first[2] - first[0], all(one.bold for one in group))


def _is_close(last: Segment, segment: Segment) -> bool:
    """Return whether no blank is between two segments that touch."""
    return last.line != segment.line and segment.box[0] - last.box[2] < 0.1 * (segment.box[3] - segment.box[1])
