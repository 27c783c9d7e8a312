"""Put lines of text with places on a page in reading order, and group them into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from graph.blocks import CELL_SEPARATOR

# Lines on each side of a gutter that make two columns of them.
_MIN_COLUMN_LINES = 4
# In heights of a line: the width from which on a line is one of prose, and no cell.
_PROSE_WIDTH = 10.0
# In heights of a line: the gap from which pieces of a line are cells, and the one that parts paragraphs.
_CELL_GAP, _PARAGRAPH_GAP = 2.0, 0.7
_PARTED_WORD = re.compile(r"(?<=[^\W\d_])-$")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and its box; y grows downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def crosses(self, place: float) -> bool:
        """Return whether it runs across a place by more than its height: recognised boxes are a little too wide."""
        return self.left < place - self.height and self.right > place + self.height


def group_paragraphs(lines: Sequence[PlacedText]) -> Iterator[str]:
    """Yield the paragraphs of a page: column by column, lines joined, pieces of one line far apart as cells."""
    found = [line for line in lines if line.text]
    if not found:
        return
    height = median(line.height for line in found)
    for column in _columns(found, height):
        paragraph: list[str] = []
        rows = _rows(column)
        for row, following in pairwise([*rows, None]):
            assert row is not None
            paragraph.append(_joined_row(row, height))
            bottom = max(one.bottom for one in row)
            if following is None or min(one.top for one in following) - bottom > _PARAGRAPH_GAP * height:
                yield _joined_lines(paragraph)
                paragraph = []


def _columns(lines: Sequence[PlacedText], height: float) -> Iterator[Sequence[PlacedText]]:
    """Yield the page in bands between its full-width lines, each band of prose column by column."""
    prose = [line for line in lines if line.right - line.left > _PROSE_WIDTH * height]
    gutter = _gutter(prose)
    if gutter is None:
        yield lines
        return
    apart = [line for line in prose if not line.crosses(gutter)]
    top, bottom = min(line.top for line in apart), max(line.bottom for line in apart)
    above, below = [line for line in lines if line.top < top], [line for line in lines if line.top >= bottom]
    if above:
        yield above
    band: list[PlacedText] = []
    for line in sorted((line for line in lines if top <= line.top < bottom), key=lambda line: line.top):
        if line.crosses(gutter):
            yield from _sides(band, gutter)
            yield [line]
            band = []
        else:
            band.append(line)
    yield from _sides(band, gutter)
    if below:
        yield below


def _sides(band: Sequence[PlacedText], gutter: float) -> Iterator[Sequence[PlacedText]]:
    left = [line for line in band if line.middle < gutter]
    right = [line for line in band if line.middle >= gutter]
    yield from filter(None, (left, right))


def _gutter(prose: Sequence[PlacedText]) -> float | None:
    """Return where a page of prose in two columns has its gutter; None if it has one column."""
    if not prose:
        return None
    edge, width = min(line.left for line in prose), max(line.right for line in prose)
    best, gutter = len(prose) / 4, None
    for place in sorted({line.right for line in prose}):
        apart = [line for line in prose if not line.crosses(place)]
        left = sum(line.middle < place for line in apart)
        central = 0.3 < (place - edge) / max(width - edge, 1) < 0.7
        fits = min(left, len(apart) - left) >= _MIN_COLUMN_LINES and len(prose) - len(apart) < best
        if central and fits:
            best, gutter = len(prose) - len(apart), place
    return gutter


def _rows(lines: Sequence[PlacedText]) -> list[list[PlacedText]]:
    """Group lines that stand beside each other, from top to bottom."""
    rows: list[list[PlacedText]] = []
    for line in sorted(lines, key=lambda one: (one.top + one.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top < middle < rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _joined_row(row: Sequence[PlacedText], height: float) -> str:
    text = row[0].text
    for before, piece in pairwise(row):
        text += (CELL_SEPARATOR if piece.left - before.right > _CELL_GAP * height else " ") + piece.text
    return text


def _joined_lines(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph; rows of cells stay lines of their own."""
    text = lines[0]
    for before, line in pairwise(lines):
        if CELL_SEPARATOR in before or CELL_SEPARATOR in line:
            text += f"\n{line}"
        elif _PARTED_WORD.search(before) and line[:1].islower():
            text = text[:-1] + line
        else:
            text += f" {line}"
    return text
