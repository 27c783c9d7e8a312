from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.names import (
    INNER_LATIN_NAME,
    NAME_OR_NUMBER_WORD,
    NAME_WORD,
    WORD_WITH_DIGIT,
    is_capitalized,
    name_key,
    strip_disambiguation,
    strip_possessive,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Beatles", "beatles"),
        ("U.S. Army", "us army"),
        ("Pál Gábor's", "pal gabor"),
        ("Saint-Étienne", "saint etienne"),
        ("The", "the"),
        ("A", "a"),
        ("...", ""),
    ],
)
def test_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text())
def test_a_key_is_its_own_key_but_for_what_it_hides(name: str) -> None:
    once = name_key(name_key(name))
    assert name_key(once) == once or once.startswith(("the ", "a ", "an "))


def test_look_alike_letters_of_another_script_are_another_name() -> None:
    assert name_key("Аpple") != name_key("Apple")


@pytest.mark.parametrize(("title", "plain"), [("Rush (band)", "Rush"), ("(500)", "(500)"), ("Rush", "Rush")])
def test_plain_title(title: str, plain: str) -> None:
    assert strip_disambiguation(title) == plain


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (rf"\b{NAME_WORD}", ["Ann", "O'Neill", "I", "Éva", "人"]),
        (rf"\b{NAME_OR_NUMBER_WORD}", ["Ann", "O'Neill", "I", "3M", "Éva", "1920-era", "人"]),
        (INNER_LATIN_NAME, ["O'Neill"]),
        (WORD_WITH_DIGIT, ["3M", "1920", "b2"]),
    ],
)
def test_words_that_may_be_names(pattern: str, found: list[str]) -> None:
    assert re.findall(pattern, "Ann met O'Neill, I and 3M, Éva, 1920-era b2 人") == found


@pytest.mark.parametrize(("token", "capitalized"), [("Ann", True), ("3M", True), ("ann", False), ("300", False)])
def test_a_token_is_capitalized_by_its_first_letter(token: str, capitalized: bool) -> None:
    assert is_capitalized(token) is capitalized


@pytest.mark.parametrize(
    ("word", "bare"), [("Ann's", "Ann"), ("boys’", "boys"), ("Ann", "Ann"), ("O'Neill", "O'Neill")]
)
def test_a_word_without_its_possessive(word: str, bare: str) -> None:
    assert strip_possessive(word) == bare
