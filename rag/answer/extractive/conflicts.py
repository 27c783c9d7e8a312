"""Signs that a sentence is about something other than the question, although their words are similar."""

from __future__ import annotations

import re

from graph.types import Passage
from rag.answer.extractive.answer_type import NUMBER_WORD_PATTERN
from rag.answer.extractive.evidence import stems

CONFLICT_FEATURES = ("denied", "number missing")
"""The names of the conflict features."""

_DENIAL = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|none|except|lacks?|fail(?:s|ed)?|un\w{4,})\b|n['’]t\b", re.IGNORECASE
)
_NUMBER = re.compile(
    rf"\b\w*\d\w*\b|\b(?:{NUMBER_WORD_PATTERN}|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE
)


def conflict_features(question: str, sentence: str, passage: Passage) -> tuple[float, float]:
    """Return the conflict features, each 0 or 1.

    denied: the question has a negation and the sentence does not. number missing: the question has a number that occurs
    neither in the passage nor in its title.
    """
    asked = question.strip()
    passage_stems = set(stems(f"{passage.title} {passage.text}"))
    return (
        float(bool(_DENIAL.search(asked)) and not _DENIAL.search(sentence)),
        float(any(word not in passage_stems for number in _NUMBER.findall(asked) for word in stems(number))),
    )
