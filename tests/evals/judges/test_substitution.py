"""What an answer puts in the place of something of a long reference."""

from __future__ import annotations

import pytest

from evals.judges.substitution import find_substitution

QUESTION = "What does the keeper get?"
REFERENCE = "The keeper Anna Brodie gets 82 crowns a month for oil and 40 crowns for bread. She is paid in May."


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (REFERENCE, ""),
        (REFERENCE.replace("82", "75"), "75, not 82"),
        (REFERENCE.replace("Brodie", "Lamont"), "Lamont, not Brodie"),
        ("Anna Brodie, the keeper, gets eighty-two crowns for oil each month, and 40 crowns for bread.", ""),
        ("She gets 3 new lamps a year, all from Bergen.", ""),
        ("", ""),
    ],
)
def test_a_replaced_value_or_name_is_found(answer: str, found: str) -> None:
    assert find_substitution(QUESTION, REFERENCE, answer) == found
