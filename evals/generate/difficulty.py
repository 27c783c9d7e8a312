"""Rates a case's difficulty by passages needed, word overlap of question and evidence, and frequency of the name.

    points = (passages − 1, at most 2) + (0, 1 or 2 if the overlap is over .6, over .35 or lower)
             + (0, 1 or 2 if the passages that contain the subject's name are at most 2, at most 8 or more)

easy: at most 1 point; medium: 2 or 3; hard: 4 or more.
"""

from __future__ import annotations

from evals.generate.checks.filters import WordIndex
from evals.generate.draft import Draft
from evals.types import Difficulty
from graph.text.words import words

MANY_SHARED, SOME_SHARED = 0.6, 0.35
FEW_NAMED, SOME_NAMED = 2, 8
MAX_EASY_POINTS, MAX_MEDIUM_POINTS = 1, 3


def difficulty(draft: Draft, unique: WordIndex) -> Difficulty:
    """Rate a draft's difficulty against the passages indexed in `unique`."""
    shared = lexical_overlap(draft)
    named = max((len(unique.mentioning(name)) for name in draft.entities), default=0)
    points = min(2, max(0, len(draft.passages) - 1))
    points += 0 if shared > MANY_SHARED else 1 if shared > SOME_SHARED else 2
    points += 0 if named <= FEW_NAMED else 1 if named <= SOME_NAMED else 2
    return "easy" if points <= MAX_EASY_POINTS else "medium" if points <= MAX_MEDIUM_POINTS else "hard"


def lexical_overlap(draft: Draft) -> float:
    """Return the share of the question's words that the gold sentences contain; 0 without gold."""
    asked = set(words(draft.case.question))
    told = {word for gold in draft.case.gold for word in words(gold.quote)}
    return len(asked & told) / len(asked) if asked else 0.0
