"""Slips of the fingers are near; other words are not, however alike they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.spelling import LONG, SHORTEST, likest, near, reach
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
    assert list(near(typed, [meant, "harbour"])) == [meant]


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
    assert near(word, [other]) == {}


@given(WORDS, st.lists(WORDS))
def test_distances_are_true_and_within_reach(word: str, others: list[str]) -> None:
    found = near(word, others)
    assert all(slips(word, other) == distance <= reach(word) for other, distance in found.items())
    missed = {other for other in others if other[0] == word[0] and slips(word, other) == 1} - set(found)
    assert not missed or len(word) < SHORTEST


def test_long_words_reach_further() -> None:
    assert [reach("a" * size) for size in (SHORTEST - 1, SHORTEST, LONG - 1, LONG)] == [0, 1, 1, 2]


def test_the_likest_is_nearest_then_most_frequent_and_held() -> None:
    assert likest({"one": 2, "two": 1, "ten": 1, "gone": 1}, {"one": 9, "two": 1, "ten": 3}) == ["ten", "two", "one"]
