"""Cuts the text of a document into parts that are shown one at a time: its pages, or about a screen or two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.blocks import heading_path
from graph.text.excerpt import excerpt
from graph.types import Document

PART_CHARS = 5_000
"""Code points of a part, unless a page has less."""
MAX_LABEL_CHARS = 60


@dataclass(frozen=True, slots=True)
class TextPart:
    """A span of a document's text, and what it is called; `page` is 0 in a text without pages."""

    start: int
    end: int
    label: str
    page: int = 0


def cut_parts(document: Document) -> tuple[TextPart, ...]:
    """Return the parts of a document in order: a page is a part of its own, and a long one several."""
    if not document.meta.pages:
        spans = list(_cut(document, 0, len(document.text)))
        return tuple(TextPart(*span, _name_part(document, number, *span)) for number, span in enumerate(spans, 1))
    edges = [0, *document.meta.pages[1:], len(document.text)]
    parts = []
    for page, (start, end) in enumerate(pairwise(edges), 1):
        spans = list(_cut(document, start, end))
        for number, span in enumerate(spans, 1):
            label = f"Page {page}" + (f", part {number} of {len(spans)}" if len(spans) > 1 else "")
            parts.append(TextPart(*span, label, page))
    return tuple(parts)


def find_part(parts: tuple[TextPart, ...], offset: int) -> int:
    """Return the index of the part that holds an offset, or of the last one that begins before it."""
    return max(0, bisect_right(parts, offset, key=lambda part: part.start) - 1)


def _cut(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a stretch of text, at least one."""
    while end - start > PART_CHARS:
        stop = _find_stop(document, start, start + PART_CHARS)
        yield start, stop
        start = stop
    yield start, end


def _find_stop(document: Document, start: int, limit: int) -> int:
    """Return where a part ends: before a heading in its second half, else before a block, a line or a word."""
    blocks, text = document.meta.blocks, document.text
    first = bisect_right(blocks, start, key=lambda block: block.start)
    within = blocks[first : bisect_right(blocks, limit, key=lambda block: block.start)]
    middle = (start + limit) // 2
    for starts in (
        [block.start for block in within if block.kind == "heading" and block.start > middle],
        [block.start for block in within if block.start > middle],
    ):
        if starts:
            return starts[-1]
    for mark in ("\n\n", "\n", " "):
        place = text.rfind(mark, start + 1, limit)
        if place > start:
            return place + len(mark)
    return limit


def _name_part(document: Document, number: int, start: int, end: int) -> str:
    blocks = document.meta.blocks
    inside = [block for block in blocks if block.kind == "heading" and start <= block.start < end]
    heading = next(iter(inside), None) or next(iter(reversed(heading_path(blocks, start))), None)
    name = excerpt(document.text[heading.start : heading.end], MAX_LABEL_CHARS) if heading else ""
    return f"Part {number}" + (f": {name}" if name else "")
