"""The direction in which most text of a PDF page is read, and the places on the page turned so that it is level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi
from typing import Any

from ingest.drawn.objects import Box, DrawnObject

# Radians that a level line may be off, and characters whose direction is looked up.
_OFF, _SAMPLED = 0.05, 1_000


@dataclass(frozen=True, slots=True)
class ReadingDirection:
    """The quarter turns, clockwise, after which the text of a page is level; `page` is the page's box before them."""

    quarters: int
    page: Box

    @property
    def edges(self) -> tuple[float, float]:
        """Return the lower and the upper edge of the page after the turns."""
        _, bottom, _, top = self.turned(self.page)
        return bottom, top

    def turned(self, box: Box) -> Box:
        """Return a box of the page where it is after the turns; without turns it stays as it is."""
        left, bottom, right, top = self.page
        if self.quarters == 1:
            return box[1] - bottom, right - box[2], box[3] - bottom, right - box[0]
        if self.quarters == 2:
            return right - box[2], top - box[3], right - box[0], top - box[1]
        if self.quarters == 3:
            return top - box[3], box[0] - left, top - box[1], box[2] - left
        return box

    def turned_objects(self, objects: Sequence[DrawnObject]) -> Sequence[DrawnObject]:
        """Return objects where they are after the turns."""
        return [replace(one, box=self.turned(one.box)) for one in objects] if self.quarters else objects

    def is_level(self, characters: Any, at: int) -> bool:
        """Return whether a character of the page is level after the turns."""
        return _quarters(characters, at) == self.quarters


def read_characters(page: Any) -> tuple[Any, ReadingDirection]:
    """Return the characters of a page, read in the direction of most of them."""
    characters = page.get_textpage()
    direction = _direction(page, characters)
    shown = page.get_rotation()
    if shown == 90 * direction.quarters or not characters.count_chars():
        return characters, direction
    # PDFium finds lines and words in the direction in which the page is shown.
    page.set_rotation(90 * direction.quarters)
    try:
        return page.get_textpage(), direction
    finally:
        page.set_rotation(shown)


def _direction(page: Any, characters: Any) -> ReadingDirection:
    """Return the direction of most characters; the usual one if none has more than half of them."""
    import pypdfium2.raw as pdfium

    count = characters.count_chars()
    votes: Counter[int] = Counter()
    for at in range(0, count, max(1, count // _SAMPLED)):
        if not pdfium.FPDFText_IsGenerated(characters.raw, at):
            votes[_quarters(characters, at)] += 1
    quarters, most = votes.most_common(1)[0] if votes else (0, 0)
    return ReadingDirection(quarters if quarters > 0 and 2 * most > votes.total() else 0, page.get_bbox())


def _quarters(characters: Any, at: int) -> int:
    """Return the quarter turns, clockwise, that make a character level; -1 if none does."""
    import pypdfium2.raw as pdfium

    angle = pdfium.FPDFText_GetCharAngle(characters.raw, at)
    if pdfium.FPDFText_GetFontSize(characters.raw, at) < 0:  # it is drawn the other way round
        angle += pi
    turns = round(angle / (pi / 2))
    return -turns % 4 if abs(angle - turns * pi / 2) < _OFF else -1
