"""Signs that a sentence is about something other than the question, although their words are similar."""

from __future__ import annotations

import re

from graph.text.names import WORD_WITH_DIGIT
from graph.text.negation import hints_at_negation
from graph.text.numbers import ORDINALS
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.answer_type import NUMBER_WORD_PATTERN

CONFLICT_FEATURES = ("denied", "number missing")
"""The names of the conflict features."""

_NUMBER = re.compile(rf"{WORD_WITH_DIGIT}|\b(?:{NUMBER_WORD_PATTERN}|{'|'.join(ORDINALS[2:11])})\b", re.IGNORECASE)


def conflict_features(question: str, sentence: str, passage: Passage) -> tuple[float, float]:
    """Return the conflict features, each 0 or 1.

    denied: the question has a negation and the sentence does not. number missing: the question has a number that occurs
    neither in the passage nor in its title.
    """
    asked = question.strip()
    passage_stems = set(stems(f"{passage.heading} {passage.text}"))
    return (
        float(hints_at_negation(asked) and not hints_at_negation(sentence)),
        float(any(word not in passage_stems for number in _NUMBER.findall(asked) for word in stems(number))),
    )
