from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.dates import (
    DATE_PATTERN,
    ENGLISH_MONTH_NUMBERS,
    MONTH_NUMBERS,
    Day,
    count_years,
    find_dates,
    find_full_date,
    find_year,
)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("She was born on 3 May 1921 in Rome.", [(1921, 5, 3)]),
        ("May 3rd, 1921, then 3 May, 1922", [(1921, 5, 3), (1922, 5, 3)]),
        ("in Sept. 1921 and in 1925", [(1921, 9, 0), (1925, 0, 0)]),
        ("Im Februar 1854, 3 März 1855, juin 1856", [(1854, 2, 0), (1855, 3, 3), (1856, 6, 0)]),
        ("Mark 1985, Marconi 1901, decided 1999", [(1985, 0, 0), (1901, 0, 0), (1999, 0, 0)]),
        ("It cost 2100 or 999.", []),
        ("3 aprıl 1921", [(1921, 0, 3)]),
    ],
)
def test_dates_with_a_year_are_found_in_order(text: str, dates: list[Day]) -> None:
    assert find_dates(text) == dates


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("May 3, 1921", 1921, (1921, 5, 3)),
        ("May 1921", 1921, None),
        ("31 June 1921", 1921, None),
        ("29 February 1900", 1900, None),
        ("29 February 2000", 2000, (2000, 2, 29)),
        ("3 May", None, None),
    ],
)
def test_only_a_day_of_the_calendar_is_a_full_date(text: str, year: int | None, day: Day | None) -> None:
    assert find_year(text) == year
    assert find_full_date(text) == day


def test_years_are_counted_from_birthday_to_birthday() -> None:
    assert count_years((1900, 5, 3), (1950, 5, 2)) == 49
    assert count_years((1900, 5, 3), (1950, 5, 3)) == 50


def test_months_have_names_in_four_languages() -> None:
    assert ENGLISH_MONTH_NUMBERS["december"] == ENGLISH_MONTH_NUMBERS["dec"] == MONTH_NUMBERS["diciembre"] == 12
    assert MONTH_NUMBERS["märz"] == MONTH_NUMBERS["marzo"] == 3
    assert "mars" not in MONTH_NUMBERS
    assert "mai" not in ENGLISH_MONTH_NUMBERS


@pytest.mark.parametrize(
    "text", ["3rd of May, 1921", "May 3", "Sept. 12th, 1921", "May 1921", "1921-05-03", "12 Dec 1999"]
)
def test_the_usual_forms_of_a_date(text: str) -> None:
    match = DATE_PATTERN.search(f"On {text} it opened.")
    assert match
    assert match.group() == text


@pytest.mark.parametrize("text", ["1921", "May", "3 people", "1921-05-031", "may 1921"])
def test_a_year_a_month_or_a_number_alone_is_no_date(text: str) -> None:
    assert not DATE_PATTERN.search(text)


@given(st.text(st.sampled_from("1920 ,.MmayİıK3")))
def test_every_date_has_a_year(text: str) -> None:
    assert all(1000 <= year <= 2099 and 0 <= month <= 12 for year, month, _ in find_dates(text))
