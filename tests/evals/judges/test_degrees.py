"""Adjectives in pairs of opposites."""

from __future__ import annotations

import pytest

from evals.judges.degrees import answers_about_opposite


@pytest.mark.parametrize(
    ("question", "reference", "claim", "found"),
    [
        ("Which is the tallest tower?", "the east tower", "The east tower is the shortest.", "shortest"),
        ("Which is the tallest tower?", "the east tower", "The east tower is the highest.", ""),
        ("Which is the tallest tower?", "the east tower", "The east tower; the west tower is the shortest.", ""),
        ("Which is the cheapest ticket?", "the day ticket", "The day ticket is the most expensive.", "most expensive"),
        ("Which is the least safe route?", "the coast road", "The coast road is the safest.", "safest"),
    ],
)
def test_the_opposite_superlative_is_found_where_it_is_said_of_the_right_answer(
    question: str, reference: str, claim: str, found: str
) -> None:
    assert answers_about_opposite(question, reference, claim) == found
