"""Parts cover a text without a gap, keep to pages and headings, and are short."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.blocks import Block
from graph.types import Document, Meta
from ui.document_parts import PART_CHARS, cut_parts, find_part


def document(text: str, meta: Meta = Meta()) -> Document:
    return Document.make("a.md", "A", text, meta=meta)


@pytest.mark.parametrize(
    "text", ["", "short", "word " * 5_000, "x" * 20_000, "line\n" * 5_000, "paragraph.\n\n" * 2_000]
)
def test_parts_cover_the_text_and_are_short(text: str) -> None:
    parts = cut_parts(document(text))
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert all(part.end - part.start <= PART_CHARS for part in parts)
    assert len(parts) <= len(text) // (PART_CHARS // 2) + 1


def test_a_part_begins_with_a_heading_and_is_called_after_it() -> None:
    chapters = [(f"Chapter {number}", "word " * 600) for number in range(6)]
    text, blocks = "", []
    for title, words in chapters:
        blocks.append(Block("heading", len(text), len(text) + len(title), 1))
        text += f"{title}\n\n"
        blocks.append(Block("paragraph", len(text), len(text) + len(words)))
        text += f"{words}\n\n"
    parts = cut_parts(document(text, Meta(blocks=tuple(blocks))))
    assert [part.label for part in parts] == [f"Part {number + 1}: Chapter {number}" for number in range(6)]
    assert all(text[part.start :].startswith("Chapter") for part in parts)


def test_a_page_is_a_part_and_a_long_one_several() -> None:
    first, second, third = "a" * 100, "b " * PART_CHARS, "c" * 10
    pages = (0, len(first), len(first) + len(second))
    parts = cut_parts(document(first + second + third, Meta(pages=pages)))
    assert [part.label for part in parts] == [
        "Page 1",
        "Page 2, part 1 of 2",
        "Page 2, part 2 of 2",
        "Page 3",
    ]
    assert [part.page for part in parts] == [1, 2, 2, 3]
    assert [find_part(parts, offset) for offset in (0, 99, 100, parts[-1].start, 10**6)] == [0, 0, 1, 3, 3]
