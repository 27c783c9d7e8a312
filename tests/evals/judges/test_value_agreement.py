"""How the values of an answer stand to those of a reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.value_agreement import align_notation, compare_values, is_value_alone

QUESTION = "What is the daily allowance?"


@pytest.mark.parametrize(
    ("reference", "claim", "agreement"),
    [
        ("82 euros", "The daily allowance is 82 euros.", "agrees"),
        ("82 euros", "The daily allowance is 75 euros.", "contradicts"),
        ("82 euros", "It is generous.", "lacks"),
        ("82 euros", "75 or 82 euros", "too much"),
        ("82 euros", "between 75 and 82 euros", "too much"),
        ("7", "3 to 7 characters", "agrees"),
        ("7", "3 of the 7 items", "contradicts"),
        ("generous", "82 euros", ""),
    ],
)
def test_an_answer_agrees_lacks_contradicts_or_says_too_much(reference: str, claim: str, agreement: str) -> None:
    assert compare_values(QUESTION, reference, claim).agreement == agreement


def test_the_values_of_the_question_are_no_answer() -> None:
    asked = "How many places have an area of more than 5?"
    assert compare_values(asked, "5", "6 places have an area of more than 5.").agreement == "contradicts"
    assert compare_values(asked, "5", "5 places have an area of more than 5.").agreement == "agrees"


def test_a_bare_number_has_the_unit_of_another_wording() -> None:
    assert compare_values("", "152", "£152", ("$152", "152")).agreement != "agrees"
    assert compare_values("", "152", "$152", ("$152", "152")).agreement == "agrees"


def test_another_wording_of_the_reference_is_no_contradiction() -> None:
    assert compare_values("", "1995", "1996", ("1995", "1996")).agreement == "lacks"


def test_values_are_written_as_in_the_reference() -> None:
    assert align_notation("It is 2,000 m long.", ("2 km",)) == "It is 2 km long."
    assert align_notation("It is 2,100 m long.", ("2 km",)) == "It is 2,100 m long."


@pytest.mark.parametrize(
    ("reference", "alone"),
    [("82 euros", True), ("up to £9,250", True), ("the 82nd regiment", False), ("Berlin", False)],
)
def test_a_reference_that_is_a_value_alone(reference: str, alone: bool) -> None:
    assert is_value_alone(QUESTION, reference) is alone


@given(st.integers(2, 10**6), st.integers(1, 1000))
def test_a_changed_number_never_agrees(number: int, change: int) -> None:
    sentence = f"The daily allowance is {number + change} euros."
    assert compare_values(QUESTION, f"{number} euros", sentence).agreement == "contradicts"
