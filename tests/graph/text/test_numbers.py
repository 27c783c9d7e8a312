from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.numbers import CARDINAL_VALUES, MAGNITUDES, ORDINAL_VALUES, ROMAN_VALUES, parse_number


def test_words_have_their_values() -> None:
    assert [CARDINAL_VALUES[name] for name in ("zero", "nineteen", "twenty", "ninety")] == [0, 19, 20, 90]
    assert [ORDINAL_VALUES[name] for name in ("first", "nineteenth", "twentieth", "fortieth")] == [1, 19, 20, 40]
    assert MAGNITUDES["billion"] == MAGNITUDES["thousand"] * MAGNITUDES["million"]


def test_every_value_has_one_word_of_a_kind() -> None:
    for values in (CARDINAL_VALUES, ORDINAL_VALUES, ROMAN_VALUES, MAGNITUDES):
        assert len(set(values.values())) == len(values)


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("1,200", {1200.0}),
        ("1.200", {1.2, 1200.0}),
        ("1 200", {1200.0}),
        ("1,234,567.5", {1234567.5}),
        ("1.234.567,5", {1234567.5}),
        ("0,250", {0.25, 250.0}),
        ("12.5", {12.5}),
        ("5,5", {5.5}),
        ("2.1.3", set()),
        ("17:30", set()),
        ("1" * 31, set()),
        ("", set()),
    ],
)
def test_digits_are_read_in_any_notation(written: str, values: set[float]) -> None:
    assert parse_number(written) == values


@given(st.integers(0, 10**12))
def test_grouping_changes_no_number(number: int) -> None:
    for mark in (",", " ", "\u202f", "'"):
        assert float(number) in parse_number(f"{number:,}".replace(",", mark))
