"""How often something happens, in any wording."""

from __future__ import annotations

import pytest

from evals.judges.value_frequencies import read_frequencies


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("every six months", "every:m6"),
        ("twice a year", "every:m6"),
        ("two times per year", "every:m6"),
        ("semi-annually", "every:m6"),
        ("once every 2 weeks", "every:d14"),
        ("every other week", "every:d14"),
        ("fortnightly", "every:d14"),
        ("quarterly", "every:m3"),
        ("each quarter", "every:m3"),
        ("three times a day", "every:d1/3"),
        ("monthly", "every:m1"),
    ],
)
def test_one_frequency_has_one_value(text: str, code: str) -> None:
    assert [value.code for value in read_frequencies(f"It is checked {text}.")] == [code]


@pytest.mark.parametrize("text", ["every member of the board", "six months", "many times a year", "twice as much"])
def test_other_words_are_no_frequency(text: str) -> None:
    assert list(read_frequencies(text)) == []
