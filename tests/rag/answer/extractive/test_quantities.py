"""Amounts, lengths and times of the day are told from each other."""

from __future__ import annotations

import pytest

from rag.answer.extractive.quantities import find_quantities


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Open from 6.30 a.m. to 21:00.", [("clock", "6.30 a.m"), ("clock", "21:00")]),
        ("It costs £0.45 a mile, or 0.25 euros.", [("money", "£0.45"), ("money", "0.25 euros")]),
        ("The rate is 0.45 and the factor 12.50%.", []),
        ("Adults pay EUR 9.30 and children nothing.", [("money", "EUR 9.30"), ("money", "nothing")]),
        ("Notice is two weeks, later 3 months.", [("length", "two weeks"), ("length", "3 months")]),
    ],
)
def test_quantities_are_found_in_order(sentence: str, found: list[tuple[str, str]]) -> None:
    quantities = find_quantities(sentence)
    assert [(one.measure, sentence[one.start : one.end]) for one in quantities] == found
