"""Slips of the fingers are near; other words are not, however alike they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.spelling import LONG_WORD_CHARS, MIN_MISSPELT_CHARS, find_similar_words, max_edits, rank_spellings
from tests.contract.oracle import slips

WORDS = st.text(alphabet="abde", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mnik", "mink"),
        ("qeurn", "quern"),
        ("wehn", "when"),
        ("merow", "merrow"),
        ("filmm", "film"),
        ("lihgthouse", "lighthouse"),
        ("lihgthuose", "lighthouse"),
        ("hwen", "when"),
    ],
)
def test_a_slip_is_near(typed: str, meant: str) -> None:
    assert list(find_similar_words(typed, [meant, "harbour"])) == [meant]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("cat", "cut"),
        ("p0int", "point"),
        ("request", "bequest"),
        ("vertebrates", "vertebrae"),
        ("mink", "monks"),
        ("mink", "mink"),
        ("", ""),
    ],
)
def test_another_word_is_not(word: str, other: str) -> None:
    assert find_similar_words(word, [other]) == {}


@given(WORDS, st.lists(WORDS))
def test_distances_are_true_and_within_reach(word: str, others: list[str]) -> None:
    found = find_similar_words(word, others)
    assert all(slips(word, other) == distance <= max_edits(word) for other, distance in found.items())
    missed = {other for other in others if other[0] == word[0] and slips(word, other) == 1} - set(found)
    assert not missed or len(word) < MIN_MISSPELT_CHARS


def test_long_words_reach_further() -> None:
    assert [
        max_edits("a" * size)
        for size in (MIN_MISSPELT_CHARS - 1, MIN_MISSPELT_CHARS, LONG_WORD_CHARS - 1, LONG_WORD_CHARS)
    ] == [0, 1, 1, 2]


def test_the_likest_is_nearest_then_most_frequent_and_held() -> None:
    assert rank_spellings({"one": 2, "two": 1, "ten": 1, "gone": 1}, {"one": 9, "two": 1, "ten": 3}) == [
        "ten",
        "two",
        "one",
    ]
