"""A text built of blocks: every block stands where it says."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.blocks import Block
from graph.text.clean import clean
from ingest.text_builder import TextBuilder

KINDS = st.sampled_from(("heading", "paragraph", "item", "code", "note", "field"))
PARTS = st.lists(st.tuples(KINDS, st.text(max_size=12), st.integers(0, 3)), max_size=12)


def built(*parts: tuple[str, str]) -> tuple[str, tuple[Block, ...]]:
    builder = TextBuilder()
    for kind, text in parts:
        builder.add(kind, text, 1)  # type: ignore[arg-type]
    return builder.build()


@given(PARTS, st.lists(st.lists(st.text(max_size=5), max_size=3), max_size=3), st.booleans())
def test_blocks_are_in_order_and_hold_what_was_added(
    parts: list[tuple[str, str, int]], rows: list[list[str]], header: bool
) -> None:
    builder = TextBuilder()
    for kind, text, level in parts:
        builder.add(kind, text, level)  # type: ignore[arg-type]
    builder.add_table(rows, header)
    text, blocks = builder.build()
    added = [cleaned for _, part, _ in parts if (cleaned := clean(part)).strip()]
    assert [text[block.start : block.end] for block in blocks if block.kind != "table"] == added
    assert all(before.end < after.start for before, after in pairwise(blocks))
    assert len(text) == len(builder) == (blocks[-1].end if blocks else 0)


def test_items_have_what_introduces_them() -> None:
    _, blocks = built(
        ("paragraph", "You may leave when:"), ("item", "- it is ill"), ("paragraph", "All."), ("item", "x")
    )
    assert [block.context for block in blocks] == ["", "You may leave when:", "", ""]
    _, blocks = built(("paragraph", "You may:"), ("heading", "Leave"), ("item", "- it is ill"))
    assert blocks[-1].context == ""


def test_a_table_has_its_caption_and_its_columns_in_text_and_context() -> None:
    builder = TextBuilder()
    builder.add_table([["Name", "Level"], ["A | B", " 1\n2 "], ["", ""]], header=True, caption="Sizes")
    text, (table,) = builder.build()
    assert text == "Sizes\nName | Level\nA|B | 1 2"
    assert table.context == "Sizes\nName | Level"


def test_items_and_fields_follow_each_other_line_by_line() -> None:
    text, _ = built(
        ("item", "a"), ("item", "b"), ("field", "c: 1"), ("field", "d: 2"), ("field", "e: 1\nf: 2"), ("field", "g")
    )
    assert text == "a\nb\n\nc: 1\nd: 2\n\ne: 1\nf: 2\n\ng"


def test_an_item_below_another_has_that_one_as_its_context() -> None:
    builder = TextBuilder()
    for text, level in (("- Fees", 1), ("- adults £5", 2), ("- Hours", 1), ("- from 9", 2), ("- on Sundays", 3)):
        builder.add("item", text, level)
    assert [block.context for block in builder.build()[1]] == ["", "- Fees", "", "- Hours", "- Hours - from 9"]


def test_rows_of_a_wide_table_say_the_names_of_their_columns() -> None:
    names = [f"indicator {number}" for number in range(60)]
    rows = [[f"r{row}c{number}" for number in range(60)] for row in range(2)]
    builder = TextBuilder()
    builder.add_table([names, *rows], header=True, caption="Yard")
    text, (_, *blocks) = builder.build()
    assert [(block.kind, block.context) for block in blocks] == [
        ("field", f"Yard\nindicator 0: r{row}c0") for row in range(2)
    ]
    assert "indicator 59: r1c59" in text[blocks[1].start : blocks[1].end].split("\n")
