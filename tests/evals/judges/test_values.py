"""When two values are the same, and when one stands in the place of the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.value_reading import read_values
from evals.judges.values import comparable, same_value


def agree(wanted: str, given_text: str) -> bool:
    (one,), (other,) = read_values(wanted), read_values(given_text)
    return same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2 km", "2,000 m"),
        ("2340 euros", "2.340 €"),
        ("3 May 2023", "2023-05-03"),
        ("3 May 2023", "May 3, 2023"),
        ("3 May 2023", "03.05.2023"),
        ("twelve", "12"),
        ("50%", "50 percent"),
        ("50%", "half"),
        ("1.5 million", "1,500,000"),
        ("two weeks", "14 days"),
        ("half a year", "6 months"),
        ("12 months", "52 weeks"),
        ("24 hours", "one day"),
        ("5:30 pm", "17:30"),
        ("6 ft 1 in", "6 feet 1 inch"),
        ("20 °C", "68 °F"),
        ("2 km²", "2 square kilometres"),
        ("100 km/h", "100 kilometres per hour"),
        ("10 miles", "16 km"),
        ("82 euros", "82"),
        ("a decrease of 27", "-27"),
        ("the 1980s", "1980s"),
    ],
)
def test_another_notation_is_the_same_value(one: str, other: str) -> None:
    assert agree(one, other)
    assert agree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("82 euros", "75 euros"),
        ("82 euros", "82 dollars"),
        ("3 May 2023", "3 May 2022"),
        ("3 May 2023", "3 June 2023"),
        ("5%", "0.5%"),
        ("2 weeks", "2 months"),
        ("2 km", "2 miles"),
        ("17:30", "18:30"),
        ("-27", "27"),
        ("at least 14 days", "at most 14 days"),
        ("H7N9", "H5N1"),
        ("version 2.1", "version 2.10"),
        ("Tuesday", "Thursday"),
        ("1980s", "1990s"),
    ],
)
def test_another_value_of_the_same_kind_takes_its_place(one: str, other: str) -> None:
    (first,), (second,) = read_values(one), read_values(other)
    assert not same_value(first, second)
    assert comparable(first, second)


def test_a_date_with_more_detail_holds_one_with_less() -> None:
    assert agree("2023", "3 May 2023")
    assert agree("May 2023", "3 May 2023")
    assert not agree("3 May 2023", "May 2023")


def test_what_is_counted_is_no_amount_of_money() -> None:
    (wanted,), (halls,) = read_values("82 euros"), read_values("across 65 cinema halls")
    assert not comparable(wanted, halls)


def test_a_rounded_number_is_the_same_only_where_it_is_said_to_be() -> None:
    assert agree("5,213,000", "about 5.2 million")
    assert not agree("5,213,000", "5.2 million")


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from(("", " euros", " km", "%", " days")))
def test_a_changed_number_is_never_the_same(number: int, change: int, unit: str) -> None:
    assert agree(f"{number}{unit}", f"{number}{unit}")
    assert not agree(f"{number}{unit}", f"{number + change}{unit}")
