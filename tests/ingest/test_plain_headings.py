"""Headings of plain text are told from items, sentences and contents."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.text import load
from ingest.plain_headings import find_headings, part_headings

TERMS = """\
1. Period
The warranty is valid for five years from the day of installation of the pump.

2. What is not covered
- Damage by frost
- Filters

2.1 Lightning
Damage by lightning is covered if a fuse was there.

3. How to claim

Write to the maker within two weeks.
"""


def headings(text: str) -> list[str]:
    return [text[block.start : block.end] for block in find_headings(text)]


def test_numbered_headings_stand_alone() -> None:
    text = part_headings(TERMS)
    assert "1. Period\n\nThe warranty" in text
    assert "covered\n\n- Damage by frost\n- Filters\n\n2.1 Lightning\n\nDamage" in text
    assert text.replace("\n\n", "\n") == TERMS.replace("\n\n", "\n")


def test_headings_are_blocks_with_the_level_of_their_number() -> None:
    text = part_headings(TERMS)
    blocks = find_headings(text)
    assert [(text[block.start : block.end], block.level) for block in blocks] == [
        ("1. Period", 1), ("2. What is not covered", 1), ("2.1 Lightning", 2), ("3. How to claim", 1),
    ]  # fmt: skip


def test_capitals_are_above_numbers() -> None:
    text = f"HOUSE RULES\nAll who live in the house keep to them at any time.\n\n{TERMS}"
    parted = part_headings(text)
    assert [block.level for block in find_headings(parted)] == [1, 2, 2, 3, 2]
    assert parted.startswith("HOUSE RULES\n\nAll who")


@pytest.mark.parametrize(
    "text",
    [
        "1. Loosen the screws\n\n2. Lift the cover\n\n3. Clean the sieve",
        "1. Loosen the screws\n2. Lift the cover\n3. Clean the sieve",
        "1. Loosen both of the screws on the\nback of the pump.\n\n2. Lift the cover with the key that\ncame with it.",
        "1. Loosen the two screws that hold the\nCopper pipe in its place.\n\n2. Lift the cover with the\nSteel key.",
        "Contents\n\n1. Period 3\n2. Claims 5\n\nThe warranty is long.",
        "12 Mill Lane\nYork is where we are and where the letters should be sent to.",
        "3 Boats\nThey lay in the harbour until the end of the summer of that year.",
        "NATO\n",
        "The end\nNobody came to the harbour after that summer, they say.",
        "1. This is said first.\nIt is said at length and with many words.\n\n2. This is next.\nIt is said as well.",
    ],
)
def test_other_lines_are_no_headings(text: str) -> None:
    assert part_headings(text) == text
    assert not find_headings(text)


def test_passages_of_a_text_file_stand_under_their_headings() -> None:
    (loaded,) = load(TERMS.encode(), "terms.txt")
    assert [block.kind for block in loaded.blocks] == ["heading"] * 4
    assert loaded.text[loaded.blocks[1].start : loaded.blocks[1].end] == "2. What is not covered"


def test_headings_stand_among_tables() -> None:
    table = "Name    Count   Place\nOak     14      A1\nTar     2       B1\nRope    3       B2"
    (loaded,) = load(
        f"{TERMS}\n4. Prices\n{table}\n\n5. End\nAll that was said before holds until the end.".encode(), "t.txt"
    )
    assert [block.kind for block in loaded.blocks] == ["heading"] * 5 + ["table", "heading"]
    assert all(one.end <= other.start for one, other in pairwise(loaded.blocks))
    assert loaded.text[loaded.blocks[-1].start : loaded.blocks[-1].end] == "5. End"


@given(st.text("1.2 ABab\n-:", max_size=80))
def test_nothing_is_lost_and_parting_twice_changes_nothing(text: str) -> None:
    parted = part_headings(text)
    assert [line for line in parted.split("\n") if line] == [line for line in text.split("\n") if line]
    assert part_headings(parted) == parted
    assert all(parted[block.start : block.end].strip() for block in find_headings(parted))
