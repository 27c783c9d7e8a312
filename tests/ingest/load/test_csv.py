"""Tables as people export them: their delimiters, quotes, comments and rows of names."""

from __future__ import annotations

import pytest

from ingest.load.csv import load, read_rows


@pytest.mark.parametrize(
    ("source", "context", "row"),
    [
        ('name, place\n"Elin", "Kvalvik, north"\n"Joar", "Sandnes"\n', "name | place", "Elin | Kvalvik, north"),
        (",site,tonnes\n0,Kvalvik,118\n1,Sandnes,60\n", " | site | tonnes", "0 | Kvalvik | 118"),
        ("site,phone,phone\nA,111,222\nB,333,444\n", "site | phone | phone", "A | 111 | 222"),
        ("1,5;2,5\n3,5;4,5\n", "", "1,5 | 2,5"),
        ("Ort;Menge\nOslo;1.234,50\nBergen;2.345,60\n", "Ort | Menge", "Oslo | 1.234,50"),
        ("a\tb\nx, y\t1\nz, w\t2\n", "a | b", "x, y | 1"),
        ("a|b\nx|1\ny|2\n", "a | b", "x | 1"),
        ("# made in May\n# of 2024\nsite,t\nA,1\nB,2\n", "made in May of 2024\nsite | t", "A | 1"),
        ("# site,t\nA,1\nB,2\n", "site | t", "A | 1"),
        ('#,site\n1,"Oslo, north"\n2,Bergen\n', "# | site", "1 | Oslo, north"),
        ("#,site\n1,Oslo\n2,Bergen\n", "# | site", "1 | Oslo"),
        ("site,flow,head\n,m3/s,m\nA,1.5,3\nB,2.5,4\n", "site | flow m3/s | head m", "A | 1.5 | 3"),
        ("site,flow\nA,n/a\nB,2.5\nC,3\n", "site | flow", "A | n/a"),
        (
            ",2019,,2020,\nsite,in,out,in,out\nA,1,2,3,4\nB,5,6,7,8\n",
            "site | 2019 in | 2019 out | 2020 in | 2020 out",
            "A",
        ),
        ("site,t\nA,1\nTotal,1\n", "site | t", "Total | 1"),
        ('a,note\n1,"two\nlines"\n2,one\n', "a | note", "1 | two lines"),
        ('a,b\n"open,1\nx,2\ny,3\n', "a | b", "y | 3"),
        ("a,b\n1,2,3\n4\n", "a | b", "1 | 2 | 3"),
    ],
)
def test_tables_are_read_as_they_are_meant(source: str, context: str, row: str) -> None:
    (text,) = load(source.encode(), "file")
    assert text.blocks[0].context == context
    assert row in text.text


def test_short_remarks_are_cells_and_long_ones_texts() -> None:
    (table,) = load(b"Part,Description,Price\nA,Gasket,12\nB,Bearing,38\n", "file")
    assert table.text == "Part | Description | Price\nA | Gasket | 12\nB | Bearing | 38"
    long = "It lifts water from the lower basin to the upper one by day and by night all the year."
    first, _ = load(f"name,description,t,t,\nA,{long},1,2,3\nB,{long},3,4,5\n".encode(), "file")
    assert first.text == f"{long}\n\nt: 1\nt (4): 2\ncolumn 5: 3"


def test_answers_have_their_questions() -> None:
    first, _ = load(b"Question,Answer\nWhat does it cost?,340 kroner.\nWhere?,Here.\n", "faq")
    assert (first.title, first.text, first.blocks[0].context) == (
        "What does it cost?",
        "340 kroner.",
        "What does it cost?",
    )


def test_an_unclosed_quote_costs_no_rows() -> None:
    assert len(read_rows('a,b\n"5 inch,1\n' + "x,2\n" * 30)) == 32


def test_a_table_below_a_blank_row_has_its_own_columns() -> None:
    (loaded,) = load(b"Name,1/2024,2/2024\nRent,500,510\nPower,60,71\n\nName,3/2024,4/2024\nRent,520,530\n", "costs")
    assert loaded.text.split("\n\n") == [
        "Name | 1/2024 | 2/2024\nRent | 500 | 510\nPower | 60 | 71",
        "Name | 3/2024 | 4/2024\nRent | 520 | 530",
    ]
    assert loaded.blocks[1].context == "Name | 3/2024 | 4/2024"
    (loaded,) = load(b"City,Mayor\nGraz,Ida\n\nWien,Bo\nLinz,Cy\n,\n\nNumber,5\n", "towns")
    assert loaded.text == "City | Mayor\nGraz | Ida\nWien | Bo\nLinz | Cy\nNumber | 5"
