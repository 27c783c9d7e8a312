"""The case in which a rule does not hold is asked for."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "Flights within the country are not reimbursed unless the head of department agrees beforehand.",
            "In which case are flights within the country reimbursed?",
            "unless the head of department agrees beforehand",
        ),
        (
            "You may leave the inner basin at night only if the harbour master has agreed.",
            "In which case may I leave the inner basin at night?",
            "if the harbour master has agreed",
        ),
    ],
)
def test_the_exception_is_the_reference(sentence: str, question: str, reference: str) -> None:
    assert asked_of("exception", sentence) == {question: reference}


@pytest.mark.parametrize(
    "sentence",
    [
        "Berths are not let to visitors unless otherwise agreed in writing by the harbour office.",
        "Flights within the country are reimbursed if the head of department agrees beforehand.",
    ],
)
def test_what_names_no_exception_is_not_asked_of(sentence: str) -> None:
    assert asked_of("exception", sentence) == {}
