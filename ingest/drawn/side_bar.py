"""The bar of a résumé: a narrow column of short lines beside the text, whose headings are drawn with those of that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.drawn.lines import group_rows
from ingest.drawn.words import Segment, middle

MIN_LINES = 4
"""Lines of the bar, and of the text beside it."""

MAX_EDGES, EDGE_ROOM = 6, 3
"""Edges of columns that are tried, those at which most lines begin, and points over which these scatter."""

MAX_WIDTH = 0.6
"""Width of the bar, as a share of that of the text."""

MAX_SHORT_CHARS, MIN_PROSE_CHARS = 28, 40
"""Usual characters of a line of the bar, and those of a line of prose, of which the text has several."""

MIN_FOLLOWED = 0.5
"""Share of the bar's lines after which its next line is drawn; labels have what they name drawn after them."""

MIN_WORDED, MAX_PAIRED = 0.7, 0.25
"""Shares of the bar's lines that have a word, and of those drawn beside a line of the text: amounts have neither."""

_WORD = re.compile(r"[^\W\d_]{3}")

Sides = tuple[list[Segment], list[Segment]]


def read_bar_apart(ordered: Sequence[Segment]) -> list[Segment]:
    """Return segments with a bar and the text beside it one after the other, that first which begins first.

    A page on which they are so already, or which has no bar, keeps its order.
    """
    sides = next((found for found in _split(ordered) if _has_bar(found)), None)
    if sides is None:
        return list(ordered)
    side = {one.order: at for at, column in enumerate(sides) for one in column}
    inside = [one for one in ordered if one.order in side]
    turns = [side[one.order] for one in inside]
    if sum(one != other for one, other in pairwise(turns)) < 2:
        return list(ordered)
    apart = sorted(inside, key=lambda one: side[one.order] != turns[0])
    start = ordered.index(inside[0])
    before = [one for one in ordered[:start] if one.order not in side]
    after = [one for one in ordered[start:] if one.order not in side]
    return [*before, *apart, *after]


def _split(segments: Sequence[Segment]) -> Iterator[Sides]:
    """Yield what stands left and right of an edge at which many lines begin, between the lines that cross it."""
    for edge in _find_edges(segments):
        for stretch in _uncrossed(segments, edge):
            left = [one for one in stretch if one.box[2] < edge]
            right = [one for one in stretch if one.box[2] >= edge]
            height = median(one.box[3] - one.box[1] for one in stretch) if stretch else 0.0
            if left and right and edge - max(one.box[2] for one in left) > height:
                yield left, right


def _find_edges(segments: Sequence[Segment]) -> list[int]:
    """Return where most lines begin; letters leave a little room before them, each another."""
    starts = Counter(int(one.box[0]) for one in segments)
    near = {left: sum(starts[left + step] for step in range(EDGE_ROOM)) for left in starts}
    return sorted((left for left in near if near[left] >= MIN_LINES), key=lambda left: (-near[left], left))[:MAX_EDGES]


def _uncrossed(segments: Sequence[Segment], edge: float) -> Iterator[list[Segment]]:
    """Yield the segments of the rows between those that cross an edge."""
    stretch: list[Segment] = []
    for row in group_rows(segments):
        if any(one.box[0] < edge - 1 and one.box[2] >= edge for one in row):
            yield stretch
            stretch = []
        else:
            stretch += row
    yield stretch


def _has_bar(sides: Sides) -> bool:
    bar, text = sorted(sides, key=_width)
    if min(len(bar), len(text)) < MIN_LINES or _width(bar) > MAX_WIDTH * _width(text):
        return False
    short = median(len(one.text) for one in bar) <= MAX_SHORT_CHARS
    worded = sum(bool(_WORD.search(one.text)) for one in bar) >= MIN_WORDED * len(bar)
    prose = sum(len(one.text) >= MIN_PROSE_CHARS for one in text) > 1
    return short and worded and prose and _is_drawn_apart(bar, text)


def _is_drawn_apart(bar: Sequence[Segment], text: Sequence[Segment]) -> bool:
    """Return whether a bar is drawn line after line, and few of its lines with one of the text on their level."""
    own, beside = {one.order for one in bar}, {one.order: one for one in text}
    followed = sum(one.order + 1 in own for one in bar)
    paired = sum(any(_are_level(one, beside.get(one.order + step)) for step in (-1, 1)) for one in bar)
    return followed >= MIN_FOLLOWED * len(bar) and paired <= MAX_PAIRED * len(bar)


def _are_level(one: Segment, other: Segment | None) -> bool:
    return other is not None and abs(middle(one.box) - middle(other.box)) < 0.45 * (one.box[3] - one.box[1])


def _width(column: Sequence[Segment]) -> float:
    return max(one.box[2] for one in column) - min(one.box[0] for one in column)
