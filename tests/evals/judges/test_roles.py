"""Who does what, where an answer names the right one in another part."""

from __future__ import annotations

import pytest

from evals.judges.roles import find_other_doer


@pytest.mark.parametrize(
    ("question", "reference", "claim", "found"),
    [
        ("Who pays for the repair?", "the tenant", "The landlord pays for the tenant.", "landlord"),
        ("Who pays for the repair?", "the tenant", "The tenant pays the landlord.", ""),
        ("Who pays for the repair?", "the tenant", "It is paid by the tenant.", ""),
        ("Who pays for the repair?", "the tenant", "The one who pays is the tenant.", ""),
        (
            "Who approves the budget?",
            "the finance committee",
            "The board approves it for the finance committee.",
            "board",
        ),
        ("Who signs the invoices?", "Maria Olsen", "Per Dahl signs for Maria Olsen", "Per Dahl"),
        ("Who is paid by the landlord?", "the tenant", "The landlord pays the tenant.", ""),
        ("When does it open?", "Monday", "It opens on Monday.", ""),
    ],
)
def test_the_one_asked_for_stands_before_the_verb_or_behind_by(
    question: str, reference: str, claim: str, found: str
) -> None:
    assert find_other_doer(question, reference, claim) == found
