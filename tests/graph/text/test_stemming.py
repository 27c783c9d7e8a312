from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.stemming import MIN_STEM_CHARS, PREFIX_CHARS, prefix_stems, stem, stems
from graph.text.words import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("discovers", "discovered"),
        ("discovery", "discovering"),
        ("parties", "party"),
        ("approvals", "approve"),
        ("organisations", "organise"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("status", "state"), ("analysis", "analyst"), ("passes", "past")])
def test_other_words_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["red", "sing", "only", "bus", "", "漢字"])
def test_short_words_and_other_scripts_stay(word: str) -> None:
    assert stem(word) == word


@given(st.text())
def test_a_stem_is_the_beginning_of_its_word_but_for_a_plural_in_ies(text: str) -> None:
    for word, short in zip(words(text), stems(text), strict=True):
        assert word.startswith(short)
        assert len(short) >= min(len(word), MIN_STEM_CHARS)


def test_prefix_stems_match_more_than_stems() -> None:
    assert stem("director") != stem("directed")
    assert prefix_stems("The director") == prefix_stems("directed")


@given(st.text())
def test_prefix_stems_are_short(text: str) -> None:
    assert all(0 < len(one) <= PREFIX_CHARS for one in prefix_stems(text))
