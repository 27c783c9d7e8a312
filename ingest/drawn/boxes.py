"""Boxes on a page, in points: left, bottom, right, top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ingest.drawn.objects import Box

CELLS = 24
"""Cells of a grid over the page, across and down."""
HELD = 24
"""Things of a cell that are remembered: of more, anything is thought."""


def page_box(page: Any) -> Box:
    """What of the page is shown, inherited boxes included."""
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def cells_of(box: Box, page: Box) -> Iterable[tuple[int, int]]:
    """The cells of a grid over the page that a box touches."""
    width, height = max(page[2] - page[0], 1.0), max(page[3] - page[1], 1.0)
    left, right = (_cell((x - page[0]) / width) for x in (box[0], box[2]))
    low, high = (_cell((y - page[1]) / height) for y in (box[1], box[3]))
    return ((x, y) for x in range(left, right + 1) for y in range(low, high + 1))


def _cell(share: float) -> int:
    return int(max(0.0, min(0.999, share)) * CELLS)


def is_apart(one: Box, other: Box) -> bool:
    """Whether two boxes have nothing in common."""
    return one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


def may_cover(covers: Sequence[tuple[int, Box]], z: int, box: Box) -> bool:
    """Whether one of the last things drawn on a cell lies over a text there."""
    full = len(covers) >= HELD and covers[-1][0] > z
    return full or any(after > z and hides(cover, box) for after, cover in covers)


def hides(cover: Box, text: Box) -> bool:
    """Whether a cover hides some letter of a text: it overlaps it by half its height and by a letter's width."""
    width = min(cover[2], text[2]) - max(cover[0], text[0])
    height = min(cover[3], text[3]) - max(cover[1], text[1])
    wide, high = text[2] - text[0], text[3] - text[1]
    least = min(wide, high) / 2
    return width >= least and height >= least


def is_inside(one: Box, other: Box) -> bool:
    """Whether a box lies within another, by a point."""
    return one[0] >= other[0] - 1 and one[1] >= other[1] - 1 and one[2] <= other[2] + 1 and one[3] <= other[3] + 1


def is_outside(one: Box, page: Box) -> bool:
    """Whether the middle of a character lies outside of the page."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return not (page[0] <= x <= page[2] and page[1] <= y <= page[3])
