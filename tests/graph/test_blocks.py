"""Blocks: what stands above a place, and how stores keep them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.blocks import Block, block_at, heading_path, pack_blocks, unpack_blocks

BLOCKS = (
    Block("heading", 0, 4, 1),
    Block("heading", 6, 10, 2),
    Block("paragraph", 12, 20),
    Block("heading", 22, 26, 2),
    Block("table", 28, 40, 0, "Name | Level"),
    Block("heading", 42, 46, 1),
    Block("item", 48, 60, 1, "when:"),
)


@pytest.mark.parametrize(
    ("offset", "starts"),
    [(0, []), (2, []), (6, [0]), (9, [0]), (12, [0, 6]), (21, [0, 6]), (22, [0]), (30, [0, 22]), (43, []), (50, [42])],
)
def test_a_place_is_under_the_nearest_heading_of_each_level(offset: int, starts: list[int]) -> None:
    assert [block.start for block in heading_path(BLOCKS, offset)] == starts


def test_a_place_lies_in_a_block_or_in_none() -> None:
    assert block_at(BLOCKS, 28) == block_at(BLOCKS, 39) == BLOCKS[4]
    assert block_at(BLOCKS, 40) is block_at(BLOCKS, 27) is block_at((), 0) is None


KINDS = st.sampled_from(("heading", "paragraph", "item", "table", "code", "note", "field"))
ANY_BLOCK = st.builds(Block, KINDS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.text(max_size=5))


@given(st.lists(ANY_BLOCK, max_size=4).map(tuple))
def test_blocks_come_back_as_they_were(blocks: tuple[Block, ...]) -> None:
    assert unpack_blocks(pack_blocks(blocks)) == blocks
