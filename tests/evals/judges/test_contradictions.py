"""What a claim says otherwise in the same words."""

from __future__ import annotations

import pytest

from evals.judges.contradictions import find_contradiction, says_unknown


@pytest.mark.parametrize(
    ("question", "reference", "claim", "found"),
    [
        ("Who insures it?", "The lessor must insure it.", "The lessee must insure it.", "the lessee"),
        ("What does the lessee get from the lessor?", "The lessor gives a key.", "The lessee gets a key.", ""),
        ("Who won?", "Larkhill defeated Denby", "Denby defeated Larkhill", "the other way round"),
    ],
)
def test_a_contradiction_is_named(question: str, reference: str, claim: str, found: str) -> None:
    assert find_contradiction(question, reference, claim) == found


@pytest.mark.parametrize(
    ("claim", "unknown"),
    [
        ("The text does not say who wrote it; Ida Kvist is thanked in it.", True),
        ("The text does not say who wrote it, but it was probably Ida Kvist.", False),
        ("Ida Kvist wrote it, though the text does not say when.", False),
    ],
)
def test_an_answer_that_begins_with_not_knowing_answers_nothing(claim: str, unknown: bool) -> None:
    assert says_unknown("Who wrote it?", claim) == unknown
