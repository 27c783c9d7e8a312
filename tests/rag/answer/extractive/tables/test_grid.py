from __future__ import annotations

from graph.types import Passage
from rag.answer.extractive.tables.grid import read_tables


def test_rows_with_the_names_above_them() -> None:
    (table,) = read_tables([Passage("p", "d", "Sites\n\nSite | Tonnes\nKvalvik | 118\nSandnes | 60", 0, title="Sites")])
    assert table.columns == ("Site", "Tonnes")
    assert [row.cells for row in table.rows] == [("Kvalvik", "118"), ("Sandnes", "60")]
    assert table.rows[1].candidate.text == "Sandnes | 60"
    assert table.whole


def test_pieces_of_one_table_are_joined_in_their_order() -> None:
    text = "Site | Tonnes\nKvalvik | 118\nSandnes | 60\nMoster | 75"
    first, second = text[:28], text[28:]
    pieces = [
        Passage("b", "d", second, 28, ordinal=1, context="Harbour\nSite | Tonnes"),
        Passage("a", "d", first, 0, ordinal=0),
    ]
    (table,) = read_tables(pieces)
    assert [row.cells[0] for row in table.rows] == ["Kvalvik", "Sandnes", "Moster"]
    assert table.whole
    (part,) = read_tables(pieces[:1])
    assert not part.whole


def test_lines_of_groups_are_joined_with_the_names_below() -> None:
    text = " | Year ended |\n | 2018 | 2017\nFuel | 2,045 | 1,996\nRent | 285 | 351"
    (table,) = read_tables([Passage("p", "d", text, 0)])
    assert table.columns == ("", "Year ended 2018", "Year ended 2017")
    assert table.rows[0].cells == ("Fuel", "2,045", "1,996")


def test_a_row_without_values_is_a_section_and_repeated_columns_are_one() -> None:
    text = "Item | Item | 2018 | 2017\nFuel: | Fuel: | Fuel: | Fuel:\nTaxes | Taxes | 3 | 4\nRent | Rent | 5 | 6"
    (table,) = read_tables([Passage("p", "d", text, 0)])
    assert [row.cells for row in table.rows] == [("Taxes", "3", "4"), ("Rent", "5", "6")]
    assert {row.section for row in table.rows} == {"Fuel:"}


def test_labels_and_values_have_no_names() -> None:
    (table,) = read_tables([Passage("p", "d", "Beam | 8 m\nLength | 24 m", 0)])
    assert table.columns == ("", "")
    assert len(table.rows) == 2
