"""Signs that a sentence speaks of something else than the question, though their words are alike."""

from __future__ import annotations

import re

from graph.types import Passage
from rag.answer.extractive.answer_type import COUNTED
from rag.answer.extractive.evidence import stems

CONFLICTS = ("denied", "number missing")
"""The names of what `conflicts` tells."""

_DENIAL = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|none|except|lacks?|fail(?:s|ed)?|un\w{4,})\b|n['’]t\b", re.IGNORECASE
)
_NUMBER = re.compile(
    rf"\b\w*\d\w*\b|\b(?:{COUNTED}|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE
)


def conflicts(question: str, sentence: str, passage: Passage) -> tuple[float, float]:
    """The values named in `CONFLICTS`, each 0 or 1.

    denied: the question denies something and the sentence does not. number missing: the question names a number that
    stands neither in the passage nor in its title.
    """
    asked = question.strip()
    there = set(stems(f"{passage.title} {passage.text}"))
    return (
        float(bool(_DENIAL.search(asked)) and not _DENIAL.search(sentence)),
        float(any(word not in there for found in _NUMBER.findall(asked) for word in stems(found))),
    )
