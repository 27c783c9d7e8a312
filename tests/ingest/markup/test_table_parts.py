"""Tables that pages make of other elements have rows and names of columns as all tables have."""

from __future__ import annotations

import pytest

from ingest.load.html import load

PROSE = "<p>The harbour of Nordvik was founded long ago and its oldest quay is of granite from the hills.</p>" * 4


def _tables(body: str, style: str = "") -> list[tuple[str, str]]:
    (loaded,) = load(f"<html><head><style>{style}</style></head><body>{PROSE}{body}</body></html>".encode(), "page")
    return [(loaded.text[one.start : one.end], one.context) for one in loaded.blocks if one.kind == "table"]


ROLES = (
    "<div role=table><div role=rowgroup><div role=row><span role=columnheader>Berth</span>"
    "<span role=columnheader>Ship</span></div></div><div role=row><span role=cell>B1</span><span role=cell>Tern</span>"
    "</div></div>"
)
CLASSES = (
    "<div class=divTable><div class=divTableHeading><div class=divTableRow><div class=divTableHead>Berth</div>"
    "<div class=divTableHead>Ship</div></div></div><div class=divTableBody><div class=divTableRow>"
    "<div class=divTableCell>B1</div><div class=divTableCell>Tern</div></div></div></div>"
)
LIST = (
    "<ul role=table><li role=row><b role=columnheader>Berth</b><b role=columnheader>Ship</b></li>"
    "<li role=row><i role=cell>B1</i><i role=cell>Tern</i></li></ul>"
)


@pytest.mark.parametrize("body", [ROLES, CLASSES, LIST])
def test_roles_and_usual_classes_make_a_table(body: str) -> None:
    assert _tables(body) == [("Berth | Ship\nB1 | Tern", "Berth | Ship")]


def test_styles_make_a_table() -> None:
    style = ".t{display:table} .t .r{display:table-row} .c{display:table-cell}"
    row = "<div class=r><span class=c>{}</span><span class=c>{}</span></div>"
    body = f"<div class=t>{row.format('Berth', 'Fee')}{row.format('B1', '40')}</div>"
    assert _tables(body, style) == [("Berth | Fee\nB1 | 40", "Berth | Fee")]


def test_parts_of_a_page_that_stand_in_columns_are_no_table() -> None:
    cell = "<div style='display:table-cell'><h2>{0}</h2><p>Text of {0}.</p></div>"
    row = f"<div style='display:table-row'>{cell.format('one')}{cell.format('two')}</div>"
    assert _tables(f"<div style='display:table'>{row}{row}</div>") == []


def test_a_name_over_all_columns_names_the_rows_below_it() -> None:
    rows = "<tr><td>Mast</td><td>12 m</td></tr><tr><th colspan=2>Hull</th></tr><tr><td>Plank</td><td>40 mm</td></tr>"
    assert _tables(f"<table><tr><th>Part</th><th>Size</th></tr>{rows}</table>") == [
        ("Part | Size\nMast | 12 m\nHull\nPlank | 40 mm", "Part | Size")
    ]


def test_a_name_over_all_columns_among_the_names_is_a_title() -> None:
    head = "<tr><th colspan=2>Fees</th></tr><tr><th>Kind</th><th>Day</th></tr>"
    assert _tables(f"<table>{head}<tr><td>Yacht</td><td>12</td></tr></table>") == [
        ("Fees\nKind | Day\nYacht | 12", "Fees\nKind | Day")
    ]


def test_cells_around_an_inner_table_are_apart() -> None:
    inner = "<table><tr><td>Chairs</td><td>40</td></tr></table>"
    rows = f"<tr><td>Hall</td><td>{inner}</td></tr><tr><td>Pay:</td><td>9</td></tr>"
    body = f"<table><tr><th>Room</th><th>Held</th></tr>{rows}</table>"
    (loaded,) = load(f"<html><body>{PROSE}{body}</body></html>".encode(), "page")
    assert loaded.text.split("granite from the hills.")[-1].split() == "Room | Held Hall Chairs | 40 Pay: 9".split()
