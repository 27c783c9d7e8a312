"""The structure of a document's text: what stands above and around a place, and how stores keep it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SEPARATOR = " › "
"""Stands between the headings of a path."""
CELL_SEPARATOR = " | "
"""Stands between the cells of a table's row, in its text and in its context."""
MAX_CONTEXT_CHARS = 400
"""Code points of a passage's context; a longer one is cut."""

BlockKind = Literal["heading", "paragraph", "item", "table", "code", "note", "field"]


@dataclass(frozen=True, slots=True)
class Block:
    """A structural part of a document's text, at [start, end).

    A heading has a `level` from 1, an item the depth of its list. `context` is what a reader sees with the block
    although it stands elsewhere: a table's caption and column names, a list's lead-in, the question of an answer.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    context: str = ""


def pack_blocks(blocks: Sequence[Block]) -> str:
    """Return the blocks as a JSON array of arrays."""
    rows = ([block.kind, block.start, block.end, block.level, block.context] for block in blocks)
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))


def unpack_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a JSON array of arrays."""
    return tuple(Block(*row) for row in json.loads(text))


def block_at(blocks: Sequence[Block], offset: int) -> Block | None:
    """Return the block that holds an offset; None if it lies in none."""
    place = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    return blocks[place] if place >= 0 and offset < blocks[place].end else None


def heading_path(blocks: Sequence[Block], offset: int) -> tuple[Block, ...]:
    """Return the headings under which an offset lies, outermost first; a heading is not under itself."""
    path: list[Block] = []
    place = bisect_right(blocks, offset, key=lambda block: block.start)
    level = 1 << 16
    if place and blocks[place - 1].kind == "heading" and offset < blocks[place - 1].end:
        place -= 1
        level = blocks[place].level
    for block in reversed(blocks[:place]):
        if block.kind == "heading" and block.level < level:
            path.append(block)
            level = block.level
        if level <= 1:
            break
    return tuple(reversed(path))
