"""What has happened and what is still to come."""

from __future__ import annotations

import pytest

from evals.judges.tenses import find_other_tense


@pytest.mark.parametrize(
    ("reference", "claim", "found"),
    [
        ("It will vote in May.", "It voted in May.", "voted"),
        ("It will vote in May.", "It is going to vote in May.", ""),
        ("It will be closed in winter.", "It was closed in winter.", "was closed"),
        ("It will be closed in winter.", "Closed in winter.", ""),
        ("It sold it in March.", "It will sell it in March.", "will sell"),
    ],
)
def test_the_past_of_what_is_to_come_is_found(reference: str, claim: str, found: str) -> None:
    assert find_other_tense(reference, claim) == found
