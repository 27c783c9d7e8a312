from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.contacts import answer_from_contacts

PASSAGES = [
    Passage(
        "a", "a", "The handbook is on the intranet (https://intra.example.org/handbook).\nQuestions go to the desk.", 0
    ),
    Passage("b", "b", "Workshop: +47 55 12 34 56, workshop@example.org\nCanteen: +47 55 65 43 21", 0),
]


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What is the address of the handbook?", "https://intra.example.org/handbook"),
        ("What is the phone number of the canteen?", "+47 55 65 43 21"),
        ("What is the e-mail address of the workshop?", "workshop@example.org"),
    ],
)
def test_the_address_beside_what_is_asked_about(question: str, short: str) -> None:
    answer = answer_from_contacts(question, PASSAGES)
    assert answer is not None
    assert answer.short == short


@pytest.mark.parametrize(
    "question",
    ["What is the phone number of the museum?", "Who runs the canteen?", "Which canteen do I call?"],
)
def test_no_address_for_other_questions(question: str) -> None:
    assert answer_from_contacts(question, PASSAGES) is None
