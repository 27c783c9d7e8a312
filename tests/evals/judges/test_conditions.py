"""On what condition something holds."""

from __future__ import annotations

import pytest

from evals.judges.conditions import compare_conditions


@pytest.mark.parametrize(
    ("reference", "claim", "condition"),
    [
        ("only if the owner consents", "unless the owner consents", "other"),
        ("not unless the owner consents", "only if the owner consents", "same"),
        ("unless it snows", "if it does not snow", "same"),
        ("if the target is reached", "even if the target is not reached", "other"),
        ("if the target is reached", "when the target is reached", ""),
        ("if the target is reached", "unless somebody objects", ""),
    ],
)
def test_a_negation_and_unless_turn_a_condition_round(reference: str, claim: str, condition: str) -> None:
    assert compare_conditions(reference, claim) == condition
