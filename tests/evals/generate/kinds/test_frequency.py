"""How often something is done is asked for, of statements and of instructions."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "The mooring lines of guest boats are inspected every two weeks.",
            "How often are the mooring lines of guest boats inspected?",
            "every two weeks",
        ),
        (
            "Grease the anchor winch of the ferry twice a year.",
            "How often should I grease the anchor winch of the ferry?",
            "twice a year",
        ),
    ],
)
def test_it_is_asked_how_often(sentence: str, question: str, reference: str) -> None:
    assert asked_of("frequency", sentence) == {question: reference}


def test_of_two_rhythms_neither_is_asked_for() -> None:
    assert asked_of("frequency", "The pilot boat is washed every week and painted every two years.") == {}
