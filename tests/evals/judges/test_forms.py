from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.forms import best_similarities, form_similarity, forms, is_number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("May 10th, 1940", "on May 10, 1940"),
        ("third season", "3 seasons"),
        ("twenty-one guns", "21 guns"),
        ("1.5 million", "1,500,000"),
        ("U.S.", "US"),
        ("5 ft", "5 feet"),
        ("Garrett’s", "garrett"),
        ("1910–1939", "1910 to 1939"),
        ("World War II", "world war 2"),
        ("André", "Andre"),
        ("the 1990s", "1990s"),
    ],
)
def test_what_is_written_in_two_ways_has_one_form(one: str, other: str) -> None:
    assert forms(one) == forms(other) != ()


@pytest.mark.parametrize(("one", "other"), [("1874", "1784"), ("May", "June"), ("3.5", "35"), ("Brodie", "Lamont")])
def test_what_differs_keeps_differing(one: str, other: str) -> None:
    assert forms(one) != forms(other)
    assert best_similarities(forms(one), forms(other)) == [0.0]


def test_spelling_may_differ_a_little_but_not_in_numbers() -> None:
    assert best_similarities(("escoffier", "1874"), ("escofier", "1875"))[1] == 0.0
    assert 0.88 <= form_similarity("escoffier", "escofier") < 1.0
    assert form_similarity("discovery", "discovered") == 1.0
    assert form_similarity("denmark", "norway") == 0.0


def test_digits_without_end_are_a_name() -> None:
    assert forms("9" * 400) == ("9" * 400,)
    assert all(is_number(form) for form in forms("12 May 1,000"))


def test_a_digit_that_is_no_decimal_is_a_word() -> None:
    assert forms("𐹠") == ("𐹠",)
    assert forms("² m")[-1] == "m"


@given(st.text(max_size=80))
def test_every_text_has_forms_and_they_are_found_in_itself(text: str) -> None:
    found = forms(text)
    assert best_similarities(found, found) == [1.0] * len(found)
    assert all(found)


@given(st.text(st.sampled_from("abcdefg"), max_size=9), st.text(st.sampled_from("abcdefg"), max_size=9))
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= form_similarity(one, other) == form_similarity(other, one) <= 1.0
