"""Who does what to whom, by the order of words."""

from __future__ import annotations

import pytest

from evals.judges.swapped_roles import compare_order


@pytest.mark.parametrize(
    ("reference", "claim", "order"),
    [
        ("Larkhill defeated Denby", "Denby defeated Larkhill.", "swapped"),
        ("Larkhill defeated Denby", "Denby was defeated by Larkhill.", "turned"),
        ("Larkhill defeated Denby", "Denby lost to Larkhill.", "turned"),
        ("Larkhill defeated Denby", "Larkhill lost to Denby.", "swapped"),
        ("Larkhill defeated Denby", "Larkhill was defeated by Denby.", "swapped"),
        (
            "The petrol engine is louder than the diesel one.",
            "The diesel one is quieter than the petrol engine.",
            "turned",
        ),
        (
            "The petrol engine is louder than the diesel one.",
            "The diesel one is less loud than the petrol engine.",
            "turned",
        ),
        ("The bank sued the builder in 2019.", "In 2019 the bank sued the builder.", "same"),
        ("The key is kept in the office", "In the office is kept the key.", ""),
        ("Anna met Karl", "Karl met Anna", ""),
        ("red and white and blue", "blue and white and red", ""),
        ("The flight was shot down by the army.", "The flight was shot down because the army saw it.", ""),
    ],
)
def test_the_parties_around_a_word_are_the_same_or_swapped(reference: str, claim: str, order: str) -> None:
    assert compare_order(reference, claim) == order
