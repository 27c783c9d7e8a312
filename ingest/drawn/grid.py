"""Look up what is drawn before and after a text, by cells of a grid over the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.drawn.objects import Box, DrawnObject
from ingest.drawn.picture import MAX_SAME_DIFFERENCE

_TEXT, _PATH = 1, 2
_CELLS = 24
# Maximum objects kept per cell; beyond it, the worst case is assumed. Anything thinner, in points, covers no letter.
_HELD, _THIN = 24, 3.0

Cell = tuple[int, int]


class BackgroundColours:
    """Fill colours drawn so far, by cell of the page; None for a picture."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._held: defaultdict[tuple[int, int], list[tuple[int, ...] | None]] = defaultdict(list)

    def add(self, one: DrawnObject) -> None:
        if min(one.box[2] - one.box[0], one.box[3] - one.box[1]) < _THIN:
            return
        colour = one.colour[:3] if one.kind == _PATH else None
        for cell in grid_cells(one.box, self._box):
            held = self._held[cell]
            if colour not in held and len(held) <= _HELD:
                held.append(colour if len(held) < _HELD else None)

    def swallow(self, one: DrawnObject, cells: Iterable[tuple[int, int]]) -> bool:
        """Return whether a text may have the colour of its background."""
        return any(
            ground is None or all(abs(a - b) <= MAX_SAME_DIFFERENCE for a, b in zip(ground, one.colour, strict=False))
            for cell in cells
            for ground in self._held.get(cell, ())
        )


@dataclass(frozen=True, slots=True)
class CoverIndex:
    """The last objects drawn on each cell that may cover earlier ones, each with its drawing order."""

    held: dict[Cell, list[tuple[int, Box]]]

    @staticmethod
    def of(objects: Sequence[DrawnObject], page: Box, scan: DrawnObject | None) -> CoverIndex:
        """Collect all covering objects except the image of a scan."""
        held: defaultdict[Cell, list[tuple[int, Box]]] = defaultdict(list)
        for z, one in reversed(list(enumerate(objects))):
            thin = min(one.box[2] - one.box[0], one.box[3] - one.box[1]) < _THIN
            if one.kind != _TEXT and one.filled and one.colour[3] > 128 and one is not scan and not thin:
                for cell in grid_cells(one.box, page):
                    if len(held[cell]) < _HELD:
                        held[cell].append((z, one.box))
        return CoverIndex(held)

    def cover(self, z: int, box: Box, cells: Iterable[Cell]) -> bool:
        """Return whether an object may lie over a text that was drawn at position `z`."""
        return any(_may_cover(self.held.get(cell, ()), z, box) for cell in cells)


def grid_cells(box: Box, page: Box) -> Iterable[tuple[int, int]]:
    """Return the cells of a grid over the page that a box touches."""
    width, height = max(page[2] - page[0], 1.0), max(page[3] - page[1], 1.0)
    left, right = (_cell((x - page[0]) / width) for x in (box[0], box[2]))
    low, high = (_cell((y - page[1]) / height) for y in (box[1], box[3]))
    return ((x, y) for x in range(left, right + 1) for y in range(low, high + 1))


def _cell(share: float) -> int:
    return int(max(0.0, min(0.999, share)) * _CELLS)


def _may_cover(covers: Sequence[tuple[int, Box]], z: int, box: Box) -> bool:
    """Return whether one of the last objects drawn on a cell lies over a text there."""
    full = len(covers) >= _HELD and covers[-1][0] > z
    return full or any(after > z and _over(cover, box) for after, cover in covers)


def _over(cover: Box, text: Box) -> bool:
    """Return whether a cover hides a letter of a text: they overlap by half its height and by a letter's width."""
    width = min(cover[2], text[2]) - max(cover[0], text[0])
    height = min(cover[3], text[3]) - max(cover[1], text[1])
    wide, high = text[2] - text[0], text[3] - text[1]
    least = min(wide, high) / 2
    return width >= least and height >= least
