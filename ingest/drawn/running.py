"""Running headers, footers and page numbers: lines that stand at the same place of several pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.drawn.lines import TextLine
from ingest.drawn.words import middle

_NUMBER = re.compile(r"\d+")
# Share of the page's height at its top and bottom in which such lines stand, and rows that are looked at there.
_MARGIN, _ROWS = 0.14, 3
_MAX_NUMBERS = 5
# Distance from the text, in heights of the line.
_APART = 1.3
_PRINTED = re.compile(r"(?:file|https?)://\S+\s+\d+/\d+\Z")
_PRINTED_ON = re.compile(r"(?=.*\d{1,4}[./-]\d{1,2}[./-]\d{1,4})(?=.*\d:\d\d)")
_PAGE = r"pages?|seiten?|sida|p[áa]gina|page|pg?|of|von|av|af|de|sur|di|van"
_PAGE_WORDS = re.compile(rf"(?:\b(?:{_PAGE}|[ivxl]+|[A-Z](?=-\d))\b|[\W\d_])*\Z", re.IGNORECASE)
# A page's number stands at an end of its line, alone or after a letter of its part, or after a word for page.
_PAGE_NUMBER = re.compile(
    rf"(?:^|^[A-Z]{{1,2}}-|(?:{_PAGE})\.?\s+)(\d{{1,5}})(?=\s|/|$)|(?<=\s)(\d{{1,5}})(?=$|/\d+$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RunningLines:
    """Which lines of each page are running ones, by their order, and the texts that they say."""

    lines: tuple[frozenset[int], ...]
    texts: tuple[str, ...]


def find_running_lines(pages: Sequence[Sequence[TextLine]], sizes: Sequence[tuple[float, float]]) -> RunningLines:
    """Find lines that stand, but for the page's number, at the same place of at least three pages, or of both of two.

    `sizes` are the lower and the upper edge of the pages.
    """
    outer = [list(_outer_lines(lines, *size)) for lines, size in zip(pages, sizes, strict=True)]
    keys = [[set(_keys(line, number)) for line in lines] for number, lines in enumerate(outer)]
    counts = Counter(key for page in keys for key in set[tuple[str, int]]().union(*page))
    needed = 2 if len(pages) == 2 else 3
    found: list[frozenset[int]] = []
    texts: dict[str, str] = {}
    for page, lines, own in zip(pages, outer, keys, strict=True):
        running = [line for line, some in zip(lines, own, strict=True) if max(counts[key] for key in some) >= needed]
        running = _off_the_text(running, page)
        running += [line for line in _printed_by_browser(lines) if line not in running]
        found.append(frozenset(line.order for line in running))
        for line in running:
            if not _PAGE_WORDS.match(line.text) and not line.text.startswith("file:"):
                texts.setdefault(_NUMBER.sub("#", line.text), line.text)
    return RunningLines(tuple(found), tuple(texts.values()))


def _outer_lines(lines: Sequence[TextLine], bottom: float, top: float) -> Iterator[TextLine]:
    """Yield the lines in the page's margins, at most a few rows of each."""
    margin = (top - bottom) * _MARGIN
    heights = sorted({round(middle(line.box)) for line in lines})
    rows = {*heights[:_ROWS], *heights[-_ROWS:]}
    for line in lines:
        height = middle(line.box)
        if round(height) in rows and (height > top - margin or height < bottom + margin):
            yield line


def _off_the_text(running: Sequence[TextLine], lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the running lines that stand at a distance from the other lines, or are a page's number alone."""
    orders = {line.order for line in running}
    others = [middle(line.box) for line in lines if line.order not in orders]

    def is_apart(line: TextLine) -> bool:
        distances = (abs(middle(line.box) - other) for other in others)
        return not any(0.5 * line.size < distance < _APART * line.size for distance in distances)

    return [line for line in running if is_apart(line) or _PAGE_WORDS.match(line.text)]


def _keys(line: TextLine, page: int) -> Iterator[tuple[str, int]]:
    """Yield the line with its place, as it is and with each of its numbers counted from the page's."""
    place = round(middle(line.box) / 4)
    for height in (place, place + 1):
        yield line.text, height
        for number in islice(_PAGE_NUMBER.finditer(line.text), _MAX_NUMBERS):
            start, end = number.span(number.lastindex or 0)
            yield f"{line.text[:start]}#{int(line.text[start:end]) - page}{line.text[end:]}", height


def _printed_by_browser(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the date, title and address that a browser prints around a page."""
    below = [line for line in lines if _PRINTED.search(line.text)]
    return [*below, *(line for line in lines if _PRINTED_ON.match(line.text))] if below else []
