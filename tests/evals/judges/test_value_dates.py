"""Dates in words and digits."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.value_dates import read_dates


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_every_notation(day: date) -> None:
    known = (day.year, day.month, day.day)
    month = day.strftime("%B")
    written = (day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{day:%d.%m.%Y}")
    for text in written:
        (found,) = read_dates(f"It was signed on {text}.")
        assert known in found.days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3rd of May 2023", (2023, 5, 3)),
        ("Sept 11", (0, 9, 11)),
        ("June 2019", (2019, 6, 0)),
        ("12. März 2021", (2021, 3, 12)),
        ("released on December 9, 20171.", (2017, 12, 9)),
    ],
)
def test_other_ways_to_write_a_date(text: str, day: tuple[int, int, int]) -> None:
    (found,) = read_dates(text)
    assert found.days == {day}


def test_a_date_in_slashes_is_read_both_ways() -> None:
    (found,) = read_dates("5/11/16")
    assert found.days == {(2016, 11, 5), (2016, 5, 11)}


@pytest.mark.parametrize("text", ["31/31/2020", "You may park 5 cars", "march on", "2023-13-45"])
def test_what_is_no_date(text: str) -> None:
    assert not [value for value in read_dates(text) if value.days]
