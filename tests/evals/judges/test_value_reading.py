"""What is read as a value, and what is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.value_reading import read_values


def texts(text: str) -> list[str]:
    return [text[value.start : value.end] for value in read_values(text)]


@pytest.mark.parametrize(
    "text",
    ["You may park here", "May I park here?", "You May park", "They march on", "none of them", "the one who asks"],
)
def test_words_that_look_like_values_are_none(text: str) -> None:
    assert read_values(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("75 or 82 euros", ["75", "82 euros"]),
        ("It takes 2 hours 30 minutes.", ["2 hours 30 minutes"]),
        ("It opens at 5:30 pm on 3 May 2023.", ["5:30 pm", "3 May 2023"]),
        ("in May", ["May"]),
        ("from 2.5 to 7.2", ["2.5", "7.2"]),
        ("US$5m and F-150", ["US$5m", "F-150"]),
        ("one of the two weeks", ["two weeks"]),
    ],
)
def test_the_values_of_a_text_in_order(text: str, values: list[str]) -> None:
    assert texts(text) == values


def test_numbers_joined_to_an_amount_share_its_unit() -> None:
    one, other = read_values("75 or 82 euros")
    assert one.units == other.units != ()


@pytest.mark.parametrize(
    ("text", "bound"), [("at most 14 days", -1), ("at least 14 days", 1), ("14 days or more", 1), ("14 days", 0)]
)
def test_bounds_are_read_around_the_number(text: str, bound: int) -> None:
    assert [value.bound for value in read_values(text)] == [bound]


@given(st.text(max_size=60))
def test_values_of_any_text_lie_in_it_and_do_not_overlap(text: str) -> None:
    found = read_values(text)
    assert all(0 <= value.start < value.end <= len(text) for value in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
