"""Numbers in digits, words and fractions, with scale and unit."""

from __future__ import annotations

import pytest

from evals.judges.value_numbers import read_article_units, read_fractions, read_numbers, read_spelled


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("€ 5.5m", 5_500_000),
        ("1,5 Mio. Euro", 1_500_000),
        ("2.340 €", 2340),
        ("$0.99", 0.99),
        ("9250 pounds sterling", 9250),
    ],
)
def test_an_amount_of_money_has_one_size(text: str, size: float) -> None:
    (found,) = read_numbers(text)
    assert {amount.size for amount in found.amounts if amount.quantity.startswith("money")} == {size}


@pytest.mark.parametrize(
    ("text", "number"),
    [("-27", -27.0), ("pages 12-27", 12.0), ("the 3rd", 3.0), ("in1966", 1966.0), ("has3 lines", 3.0)],
)
def test_the_first_number_of_a_text(text: str, number: float) -> None:
    assert number in next(read_numbers(text)).numbers


def test_a_number_in_brackets_of_its_own_may_be_negative() -> None:
    assert next(read_numbers("(461)")).numbers == {461.0, -461.0}


@pytest.mark.parametrize(
    ("text", "number"), [("1/2", 0.5), ("2 ½", 2.5), ("two thirds of it", 2 / 3), ("half of them", 0.5)]
)
def test_fractions(text: str, number: float) -> None:
    assert [*next(read_fractions(text)).numbers] == [pytest.approx(number)]


def test_numbers_in_words_have_units_too() -> None:
    found = next(read_spelled("one and a half hours"))
    assert {amount.size for amount in found.amounts} == {5400.0}


@pytest.mark.parametrize(("text", "count"), [("for a week", 1), ("82 euros a week", 0), ("a second try", 0)])
def test_a_unit_with_an_article_is_a_length_of_time_or_a_rate(text: str, count: int) -> None:
    assert len(list(read_article_units(text))) == count
