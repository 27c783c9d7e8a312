"""Tables in plain text become rows of cells with the names of their columns; other text stays as it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.text import load
from ingest.plain_tables import write_tables

RULED = """
Name   Count
------ -----
Oak       14
Tar        2
"""
BARE = """
Item    Shelf  Count
Oak     A1        14
Copper  C7      9000
"""
TWO_LINES = """
        Sales  Costs
Region  (kr)   (kr)
North     12      3
South    120     44
"""
WRAPPED = """
Day         Text           Sum
01.03.2024  To Elin     -12,50
            for rope
02.03.2024  Wages       200,00
"""
SUMMED = """
        2022    2023
Income  12 300  14 100
Costs    9 870  10 020
        ------  ------
Result   2 430   4 080
"""
BOXED = """
+---+---+
| A | B |
+---+---+
| 1 | 2 |
| 3 | 4 |
+---+---+
| 4 | 6 |
+---+---+
"""
COMPARTMENTS = """
+---+---+
| A | B |
+===+===+
| a | x |
| b |   |
+---+---+
| c | y |
+---+---+
"""
DRAWN = """
┌─────┬─────┐
│ Day │ Sum │
├─────┼─────┤
│ Mon │ 12  │
└─────┴─────┘
"""


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        (BARE, "Item | Shelf | Count/Oak | A1 | 14/Copper | C7 | 9000"),
        (RULED, "Name | Count/Oak | 14/Tar | 2"),
        (TWO_LINES, "Region | Sales (kr) | Costs (kr)/North | 12 | 3/South | 120 | 44"),
        (WRAPPED, "Day | Text | Sum/01.03.2024 | To Elin for rope | -12,50/02.03.2024 | Wages | 200,00"),
        (SUMMED, " | 2022 | 2023/Income | 12 300 | 14 100/Costs | 9 870 | 10 020/Result | 2 430 | 4 080"),
        (
            "Name\tRank\tShip\nElin\tmate\tTern\nJoar\tcook\tTern",
            "Name | Rank | Ship/Elin | mate | Tern/Joar | cook | Tern",
        ),
        (BOXED, "A | B/1 | 2/3 | 4/4 | 6"),
        (COMPARTMENTS, "A | B/a b | x/c | y"),
        (DRAWN, "Day | Sum/Mon | 12"),
    ],
)
def test_columns_become_cells(source: str, rows: str) -> None:
    (loaded,) = load(f"The stocks of the yard.\n\n{source.strip(chr(10))}\n\nAll is counted.".encode(), "a")
    (block,) = loaded.blocks
    lines = rows.split("/")
    assert loaded.text.split("\n") == ["The stocks of the yard.", "", *lines, "", "All is counted."]
    assert loaded.text[block.start : block.end].split("\n") == lines
    assert block.context == lines[0]


@pytest.mark.parametrize(
    "source",
    [
        "Elin Tveit          5 March 2024\nStrandgata 5        Ref: KW-17\n4020 Stavanger      Page 1",
        "int   a = 3;   // foo\nfloat b = 4;   // bar\nchar  c = 5;   // baz",
        "This  text is  justified by a  very old\nprogram that  puts two blanks  between\nso that  the margin  is even",
        "2024-03-01  INFO  started the pump\n2024-03-01  WARN  pressure low\n2024-03-02  INFO  stopped",
        "1.  Scrape the hull\n2.  Paint the hull\n3.  Launch her",
        "Heading\n=======\n\nText | with a bar\nand -- dashes",
    ],
)
def test_text_in_no_columns_with_names_stays(source: str) -> None:
    assert write_tables(source) == (source, ())


@given(st.lists(st.text("ab1 \t|+-=_│─\n", max_size=40), max_size=8))
def test_any_text_keeps_its_letters_and_its_blocks_are_in_order(parts: list[str]) -> None:
    source = "\n".join(parts)
    text, blocks = write_tables(source)
    assert sorted(filter(str.isalnum, text)) == sorted(filter(str.isalnum, source))
    assert all(0 <= block.start < block.end <= len(text) for block in blocks)
    assert all(one.end < other.start for one, other in pairwise(blocks))
