"""Questions that offer alternatives."""

from __future__ import annotations

import pytest

from evals.judges.choices import compare_choice


@pytest.mark.parametrize(
    ("question", "reference", "claim", "choice"),
    [
        ("Which is faster, the bus or the tram?", "The tram is faster than the bus.", "Tram.", "same"),
        ("Which is faster, the bus or the tram?", "The tram is faster than the bus.", "The bus.", "other"),
        ("Which is faster, the bus or the tram?", "The tram is faster than the bus.", "The bus is slower.", ""),
        ("Should I use oil or butter?", "You should use butter.", "Oil.", "other"),
        ("Which is faster?", "The tram is faster than the bus.", "Tram.", ""),
    ],
)
def test_one_word_chooses_an_alternative(question: str, reference: str, claim: str, choice: str) -> None:
    assert compare_choice(question, reference, claim) == choice
