"""Definitions: the term is asked about, the meaning is the reference."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of, cases_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "“Berth Holder” means any person who rents a berth from the harbour for a year.",
            "What does “Berth Holder” mean?",
            "any person who rents a berth from the harbour for a year",
        ),
        (
            "A fender is a cushion that protects the hull of a boat from the quay.",
            "What is a fender?",
            "a cushion that protects the hull of a boat from the quay",
        ),
    ],
)
def test_a_term_is_asked_for(sentence: str, question: str, reference: str) -> None:
    assert asked_of("definition", sentence) == {question: reference}


def test_a_term_that_two_contracts_define_is_asked_of_each() -> None:
    records = {
        "Lease of the north quay": '"Owner" means the company that holds the north quay.',
        "Lease of the crane": '"Owner" means the person who signed for the crane in 2019.',
    }
    assert {case.question: case.reference for case in cases_of("definition", records)} == {
        "According to “Lease of the north quay”, what does “Owner” mean?": "the company that holds the north quay",
        "According to “Lease of the crane”, what does “Owner” mean?": "the person who signed for the crane in 2019",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "A good rope is a matter of taste for most sailors.",
        "The quay is a problem for boats with a deep keel.",
        "Extra fenders are cushions, which protect the hull of a boat from the quay.",
        "Base lighting is a key component of a modern harbour that never sleeps.",
        "“Structures” means any of the following things of the harbour:",
        "“Standard Boat” means such a boat if it has not been rebuilt by its owner.",
    ],
)
def test_opinions_define_nothing(sentence: str) -> None:
    assert asked_of("definition", sentence) == {}
