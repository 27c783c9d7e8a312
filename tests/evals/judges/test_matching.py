from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.matching import (
    contains_phrase,
    coverage,
    denies_phrase,
    exact_match,
    extract_numbers,
    normalise_answer,
    token_f1,
)

TEXT = st.text(st.sampled_from("ab the An, .x1 "), max_size=30)


def test_normalisation_is_that_of_squad() -> None:
    assert normalise_answer("The  Cat, an animal!") == "cat animal"
    assert exact_match("the Eiffel Tower.", "Eiffel tower") == 1.0
    assert exact_match("Eiffel", "Eiffel tower") == 0.0


@pytest.mark.parametrize(
    ("answer", "reference", "f1"),
    [
        ("in Paris France", "Paris", 2 * (1 / 3) * 1 / (1 / 3 + 1)),
        ("red red green", "red blue", 2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2)),
        ("red red", "red red red", 2 * 1 * (2 / 3) / (1 + 2 / 3)),
        ("blue", "green", 0.0),
        ("the", "", 1.0),
        ("", "green", 0.0),
    ],
)
def test_token_f1_by_hand(answer: str, reference: str, f1: float) -> None:
    assert token_f1(answer, reference) == pytest.approx(f1)


@given(TEXT, TEXT)
def test_token_f1_bounds(a: str, b: str) -> None:
    value = token_f1(a, b)
    assert 0.0 <= value <= 1.0
    assert value == pytest.approx(token_f1(b, a))
    assert token_f1(a, a) == 1.0
    assert value >= exact_match(a, b)


def test_numbers_read_alike_in_different_spellings() -> None:
    assert extract_numbers("1,200 people in 3.5 hours, twelve boats") == {"1200", "3.5", "12"}


@pytest.mark.parametrize(
    ("answer", "reference", "held"),
    [
        ("It was finished in 1,874 days.", "1874 days", True),
        ("She bought three boats", "3 boat", True),
        ("born in New York", "York New", False),
        ("a zebra", "bra", False),
        ("anything", "", False),
        ("To be or not to be", "to be", True),
    ],
)
def test_contains(answer: str, reference: str, held: bool) -> None:
    assert contains_phrase(answer, reference) is held


@pytest.mark.parametrize(
    ("answer", "denied"),
    [
        ("It was not Anna Brodie.", True),
        ("It wasn't really Anna Brodie who lit it.", True),
        ("It was not lit until Anna Brodie came.", False),
        ("Not only Anna Brodie lit it.", False),
        ("Nobody knows. Anna Brodie lit it.", False),
    ],
)
def test_denies(answer: str, denied: bool) -> None:
    assert denies_phrase(answer, "Anna Brodie") is denied


def test_coverage() -> None:
    assert coverage(["a", "b"], {"a"}) == 0.5
    assert coverage([], {"a"}) == 0.0
