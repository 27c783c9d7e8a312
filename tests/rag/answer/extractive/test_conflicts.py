"""Signs that a sentence speaks of something else than the question."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.conflicts import conflict_features

TOLD = Passage(
    "a", "d", "The lock was opened in 1812. The gate does not close by itself. It has 4 paddles.", 0, title="Lock 7"
)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("When was the lock opened?", "The lock was opened in 1812.", (0, 0)),
        ("When was the lock not opened?", "The lock was opened in 1812.", (1, 0)),
        ("Which lock wasn’t opened?", "The lock was opened in 1812.", (1, 0)),
        ("What is untouched?", "The lock was opened in 1812.", (1, 0)),
        ("What does not close?", "The gate does not close by itself.", (0, 0)),
        ("What was opened in 1812?", "The lock was opened in 1812.", (0, 0)),
        ("What was opened in 1813?", "The lock was opened in 1812.", (0, 1)),
        ("When was lock 7 opened?", "The lock was opened in 1812.", (0, 0)),
        ("When was the 8th lock opened?", "The lock was opened in 1812.", (0, 1)),
        ("Which of the six paddles never opened?", "It has 4 paddles.", (1, 1)),
    ],
)
def test_denials_and_numbers_that_only_the_question_has(
    question: str, sentence: str, expected: tuple[float, float]
) -> None:
    assert conflict_features(question, sentence, TOLD) == expected


def test_nothing_is_missing_from_a_question_without_words() -> None:
    assert conflict_features("", "", TOLD) == (0, 0)
