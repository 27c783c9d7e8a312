"""Excel workbooks: cells as a reader sees them, tables apart, nothing lost."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.office.number_format import show_number
from ingest.types import LoadedText


def workbook(fill: Callable[[Workbook, Any], None]) -> bytes:
    book = Workbook()
    fill(book, book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, suffix: str = ".xlsx") -> LoadedText:
    name, (loaded,) = read_texts(data, "book", suffix)
    assert name == "xlsx"
    return loaded


def rows(sheet: Any, first: int, *lines: tuple[object, ...]) -> None:
    for number, line in enumerate(lines, first):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column, value)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.125, "0.0 %", "12.5 %"),
        (1840, "[$€-2] #,##0.00", "€ 1,840.00"),
        (-1840.5, "#,##0.00;(#,##0.00)", "(1,840.50)"),
        (-2.5, '_-* #,##0.00\\ "kr"_-', "-2.50 kr"),
        (0, '0;-0;"none"', "none"),
        (7, "00000", "00007"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (1234567, "#,##0,", "1,235"),
        (0.1 + 0.2, "General", "0.3"),
        (5, 'General "m"', "5 m"),
        (45000, "d. mmmm yyyy", "2023-03-15"),
        (45000.5, "m/d/yy h:mm", "2023-03-15 12:00"),
        (45000, "mmm-yy", "2023-03"),
        (0.75, "h:mm", "18:00"),
        (1.1, "[h]:mm", "26:24"),
        (3, ";;;", ""),
        (2.5, "# ?/?", "2.5"),
        (1e300, "#,##0", f"{int(1e300):,}"),
    ],
)
def test_numbers_are_shown_by_their_format(value: float, code: str, shown: str) -> None:
    if value == 1e300:
        assert show_number(value, code).replace(",", "").startswith("1000000")
    else:
        assert show_number(value, code) == shown


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,;%"\\[]$-@E+ydhms_* /', max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_format_shows_something_or_is_an_error_of_arithmetic(value: float, code: str) -> None:
    with contextlib.suppress(ArithmeticError, ValueError):
        assert isinstance(show_number(value, code), str)


def test_a_sheet_is_a_section_with_its_tables_apart() -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        sheet.title = "Sales"
        rows(sheet, 1, ("Sales of 2024",), ("Region", "Day", "Share"), ("North", datetime.date(2024, 3, 1), 0.5))
        sheet.merge_cells("A1:C1")
        sheet["C3"].number_format = "0 %"
        rows(sheet, 4, ("South", datetime.date(2024, 3, 2), 0.25))
        rows(sheet, 6, ("East", datetime.date(2024, 3, 3), 0.75))
        rows(sheet, 9, ("Stock",))
        rows(sheet, 11, ("Part", "Left", None, "Name", "Desk"), ("bolt", 4, None, "Ann", 7), ("nut", 5, None, "Bob", 9))
        book.create_sheet("Notes")["B2"] = "Counted by hand."

    loaded = read(workbook(fill))
    assert loaded.text == (
        "Sales\n\nSales of 2024\nRegion | Day | Share\nNorth | 2024-03-01 | 50 %\nSouth | 2024-03-02 | 0.25\n\n"
        "Region | Day | Share\nEast | 2024-03-03 | 0.75\n\nStock\nPart | Left\nbolt | 4\nnut | 5\n\n"
        "Name | Desk\nAnn | 7\nBob | 9\n\nNotes\n\nCounted by hand."
    )
    contexts = [block.context for block in loaded.blocks if block.kind == "table"]
    assert contexts == [
        "Sales of 2024\nRegion | Day | Share",
        "Region | Day | Share",
        "Stock\nPart | Left",
        "Name | Desk",
    ]


def test_merged_cells_are_filled() -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        rows(sheet, 1, ("Site", "Year", "Tons"), ("Bergen", 2023, 40), (None, 2024, 50))
        sheet.merge_cells("A2:A3")

    assert "Bergen | 2024 | 50" in read(workbook(fill)).text


def test_hidden_rows_columns_and_sheets_are_marked() -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        rows(sheet, 1, ("Name", "Pay", "Desk"), ("Ann", 100, 1), ("Bob", 200, 2), ("Cid", 300, 3))
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        secret = book.create_sheet("Secret")
        secret["A1"], secret.sheet_state = "unseen words", "veryHidden"

    loaded = read(workbook(fill))
    seen = loaded.text[: loaded.hidden[0][0]]
    assert seen.strip() == "Sheet\n\nName | Desk\nAnn | 1\nCid | 3"
    hidden = loaded.text[slice(*loaded.hidden[0])]
    parts = ("Name | Pay | Desk\nBob | 200 | 2", "Name | Pay\nAnn | 100\nCid | 300", "Secret\n\nunseen words")
    assert all(text in hidden for text in parts)
    assert loaded.notes[0].startswith("hidden text: 3 stretches")


def test_comments_links_charts_and_formulas_are_kept() -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        rows(sheet, 1, ("Item", "Price"), ("bolt", 4), ("nut", True), ("sum", "=SUM(B2:B3)"))
        sheet["A2"].hyperlink = "https://example.org/bolt"
        sheet["B2"].comment = Comment("too dear", "Ann")
        chart = BarChart()
        chart.title = "Prices over time"
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        sheet.add_chart(chart, "F2")
        book.properties.title, book.properties.created = "Prices", datetime.datetime(2024, 5, 6)  # noqa: DTZ001

    loaded = read(workbook(fill))
    assert (loaded.title, loaded.date) == ("Prices", "2024-05-06")
    for text in (
        "bolt (https://example.org/bolt) | 4",
        "nut | TRUE",
        "sum | =SUM(B2:B3)",
        "Comment on B2 by Ann: too dear",
    ):
        assert text in loaded.text
    assert "Chart: Prices over time" in loaded.text
    assert loaded.notes == ("1 formula without a stored value, shown as formulas",)


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old.encode(), new.encode(), 1) if name == part else content)
    return out.getvalue()


def test_only_cells_with_text_count() -> None:
    data = workbook(lambda _, sheet: rows(sheet, 1, ("a", "b"), ("c", "d")))
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c><c r="ZZZ9999999"><v>1</v></c></row>'
    loaded = read(replaced(data, "xl/worksheets/sheet1.xml", "</sheetData>", f"{far}</sheetData>"))
    assert loaded.text.endswith("far")


def test_what_is_no_workbook_of_today_is_refused_with_a_hint() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(Refused) as caught:
        read_texts(old, "book", ".xls")
    assert (caught.value.reason, caught.value.hint) == (Reason.UNSUPPORTED, "save it as xlsx")
    data = workbook(lambda _, sheet: rows(sheet, 1, ("a",)))
    with pytest.raises(Refused) as caught:
        read_texts(
            replaced(data, "xl/workbook.xml", "<workbook", "<!DOCTYPE x [<!ENTITY y 'z'>]><workbook"), "b", ".xlsx"
        )
    assert caught.value.reason == Reason.CORRUPT


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_broken_sheet_is_read_or_refused(data: st.DataObject) -> None:
    good = workbook(lambda _, sheet: rows(sheet, 1, ("Name", "Pay"), ("Ann", 100), ("Bob", 2.5)))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        part = data.draw(st.sampled_from(sorted(name for name in archive.namelist() if name.endswith(".xml"))))
        text = archive.read(part).decode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    with contextlib.suppress(Refused):
        read(replaced(good, part, text, text[:start] + data.draw(st.text("<>/ac0\"' =", max_size=8)) + text[end:]))


@pytest.mark.parametrize(
    ("top", "merged", "names"),
    [
        (("Dept", "Actual", None, "Due"), "B1:C1", "Dept | Actual H1 | Actual H2 | Due"),
        ((None, "Actual", None, None), "B1:C1", "Dept | Actual H1 | Actual H2 | Due"),
        ((None, "Plan", "Actual", None), "C1:D1", "Dept | Plan H1 | Actual H2 | Actual Due"),
        (("Dept", "2024", None, None), "B1:D1", "Dept | 2024 H1 | 2024 H2 | 2024 Due"),
    ],
)
def test_a_merged_name_is_above_its_own_columns_only(top: tuple[object, ...], merged: str, names: str) -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        rows(sheet, 1, top, ("Dept", "H1", "H2", "Due"), ("IT", 1, 2, "May"), ("HR", 3, 4, "June"))
        sheet.merge_cells(merged)
        if top[0]:
            sheet.merge_cells("A1:A2")

    (table,) = (block for block in read(workbook(fill)).blocks if block.kind == "table")
    assert table.context == names


def test_two_columns_of_one_name_are_no_merged_name() -> None:
    def fill(book: Workbook, sheet: Any) -> None:
        rows(sheet, 1, ("Name", "Price", "Price"), ("bolt", 1, 2), ("nut", 3, 4))

    assert "Name | Price | Price\nbolt | 1 | 2" in read(workbook(fill)).text


def test_cells_of_hidden_rows_and_columns_keep_their_places() -> None:
    def fill(_: Workbook, sheet: Any) -> None:
        rows(sheet, 1, ("Place", "Part", "Count", "Unit"), ("A", "bolt", 5, "bag"), (None, None, 6, "box"))
        rows(sheet, 4, ("B", None, 7, "tin"), ("C", "nut", None, "tin"))
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = sheet.column_dimensions["C"].hidden = True

    text = read(workbook(fill)).text
    assert all(line in text.split("\n") for line in (" |  | 6 | box", "B |  | 7", "C | nut"))
