"""What the blocks of a document mean for its passages: where they are not cut, and their context."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from graph.blocks import MAX_CONTEXT_CHARS, SEPARATOR, Block, block_at, heading_path
from graph.types import Document

MAX_WHOLE_CHARS = 500
"""Code points of a row, item, field or list that is not cut; a longer one is treated as prose."""

CUT_BY_LINES = ("table", "code", "field")
"""Kinds of blocks whose lines are kept whole."""


def blocks_within(blocks: Sequence[Block], start: int, end: int) -> list[Block]:
    """Return what lies of the blocks in [start, end), with offsets from `start`; blocks are in order, apart."""
    first = bisect_right(blocks, start, key=lambda block: block.end)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    return [
        replace(block, start=max(0, block.start - start), end=min(end, block.end) - start)
        for block in blocks[first:last]
    ]


def forbidden_cuts(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    """Yield where this text must not be cut: inside a short block or list, after a heading, between a lead-in and its
    first item."""
    for block in blocks:
        if block.kind in CUT_BY_LINES:
            yield from line_starts(text, block)[1 : _header_lines(text, block) + 1]
        if block.kind == "heading":
            yield _next_start(text, block.end)
    for before, after in pairwise(blocks):
        if after.kind == "item" and after.context and before.kind != "item":
            yield after.start
    for is_item, group in groupby(blocks, key=lambda block: block.kind == "item"):
        items = list(group) if is_item else []
        if items and items[-1].end - items[0].start <= MAX_WHOLE_CHARS:
            yield from (item.start for item in items[1:])


def line_starts(text: str, block: Block) -> list[int]:
    """Return where the lines of a block start."""
    starts = [block.start]
    while (end := text.find("\n", starts[-1], block.end)) >= 0:
        starts.append(end + 1)
    return starts


def spans(text: str, block: Block) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines of a table, code or fields, else the block, and whether a span is kept as a whole."""
    lines = line_starts(text, block) if block.kind in CUT_BY_LINES else [block.start]
    for start, end in pairwise((*lines, block.end)):
        yield start, end, block.kind not in ("paragraph", "note") and end - start <= MAX_WHOLE_CHARS


def context_at(document: Document, offset: int) -> str:
    """Return what belongs to a passage that starts at the offset and stands before it: headings, lead-in, columns."""
    blocks = document.meta.blocks
    texts = [" ".join(document.text[one.start : one.end].split()) for one in heading_path(blocks, offset)]
    path = SEPARATOR.join(text for text in texts if text != document.title)
    block = block_at(blocks, offset)
    begins = block is not None and not document.text[block.start : offset].strip()
    around = block.context if block and not (begins and _says_context(document.text, block)) else ""
    return "\n".join(filter(None, (path, around)))[:MAX_CONTEXT_CHARS].rstrip()


def _says_context(text: str, block: Block) -> bool:
    """Return whether a block begins with its context: a table with its names, a record with its first field."""
    return block.kind == "table" or (block.kind == "field" and text.startswith(_last_line(block.context), block.start))


def _last_line(text: str) -> str:
    return text.rpartition("\n")[2] or "\n"


def _header_lines(text: str, block: Block) -> int:
    """Return how many lines at the start of a table are its caption and column names."""
    names = len(block.context.splitlines()) if block.kind == "table" else 0
    return names if names and text.startswith(block.context.splitlines()[0], block.start) else 0


def _next_start(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset
