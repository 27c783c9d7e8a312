from __future__ import annotations

import pytest

from rag.answer.extractive.tables.values import is_blank, read_number, read_order, show_number


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2,116", 2116.0), ("$(20,597)", -20597.0), ("(1.9)%", -1.9), ("3rd", 3.0), ("1:02:03.5", 3723.5),
        ("$2.5 billion (8th)", 2.5e9), ("996 days", 996.0), ("-4", -4.0), ("18,20", 18.2),
        ("1.234,56", 1234.56), ("1,234.5", 1234.5),
        ("€ 0,75", 0.75), ("12,345,678", 12345678.0), ("Sandnes", None), ("4 May 1918", None),
        ("7 sentences that go on for longer than a unit", None), ("", None),
    ],
)  # fmt: skip
def test_the_number_of_a_cell(cell: str, value: float | None) -> None:
    assert read_number(cell) == value


def test_dates_are_in_order() -> None:
    dates = ["9 July 2019", "Sept 11, 2019", "4 May 2021"]
    orders = [read_order(date) for date in dates]
    assert None not in orders
    assert orders == sorted(value for value in orders if value is not None)


def test_signs_for_nothing_are_blank() -> None:
    assert [is_blank(cell) for cell in (" – ", "n/a", "0")] == [True, True, False]


def test_numbers_are_shown_as_they_are_written() -> None:
    assert [show_number(value) for value in (12345.0, 2.5, -0.126)] == ["12,345", "2.5", "-0.13"]
