"""Answer a yes-or-no question: yes, no, or that it depends, from the sentence that comes closest.

Only two forms are sure enough. The sentence says, without a condition, what is asked or its negation; or it says under
what condition, and the asker has not told whether that is fulfilled. A small reader cannot tell whether a situation
fulfils a rule: of what it says of the even-numbered questions on rules, half is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from graph.text.negation import hints_at_negation
from graph.text.stemming import stems
from rag.answer.extractive.plain_verdict import read_plain_verdict, refuses
from rag.answer.extractive.read_sentences import ReadSentence, rank_sentences
from rag.answer.extractive.short_answer import ShortAnswer
from rag.answer.extractive.situation import AskedQuestion

MIN_DEPENDS_COVERED = 0.5
"""The share of them that a condition must have to be one of what is asked."""

MOST_READ = 5
"""The best sentences among which one that sets no condition keeps the verdict open."""

MIN_SCORE = 1.0
"""The log-odds of answering from which a sentence may decide."""

PLAIN_CHANCE, DEPENDS_CHANCE = 0.87, 0.86
"""The chance of each form, set by hand: too few questions of the everyday sets have them for a fit."""

_IF_WORDS = "if|unless|only|provided|except|depend(?:s|ing)?|in some|must be|as long as|subject to"
_IF = re.compile(rf"\b(?:{_IF_WORDS})\b", re.IGNORECASE)
_CONDITION = re.compile(
    rf"\b(?:{_IF_WORDS}|when|where|may be able|at least|either|one of|usually|might)\b|:\s*$", re.IGNORECASE
)
_ENTITLEMENT = re.compile(
    r"\b(?:can|could|may|must|do|should|will|would|am|are|is|does|need)\s+(?:i|we|my\s+\w+|our\s+\w+)\b", re.IGNORECASE
)


def choose_verdict(question: AskedQuestion, sentences: Sequence[ReadSentence]) -> ShortAnswer | None:
    """Return the verdict with the sentence that decides, and its chance of being right; None where none is sure."""
    ranked = rank_sentences(sentences)
    if not ranked or ranked[0].score < MIN_SCORE or question.situation or hints_at_negation(question.asked):
        return None
    best = ranked[0].candidate
    asked = set(stems(question.asked))
    covered = _share_covered(asked, best.text)
    if _IF.search(best.text) and _ENTITLEMENT.search(question.asked) and covered >= MIN_DEPENDS_COVERED:
        plain = any(_sets_no_condition(asked, covered, sentence.candidate.text) for sentence in ranked[1:MOST_READ])
        return None if plain or refuses(question.asked, best.text) else ShortAnswer("It depends", best, DEPENDS_CHANCE)
    said = read_plain_verdict(question.asked, best.text)
    if not said or any(_gainsays(question.asked, said, sentence.candidate.text) for sentence in ranked[1:MOST_READ]):
        return None
    return ShortAnswer(said, best, PLAIN_CHANCE)


def _share_covered(asked: Set[str], text: str) -> float:
    return len(asked & set(stems(text))) / max(1, len(asked))


def _sets_no_condition(asked: Set[str], covered: float, text: str) -> bool:
    """Whether a sentence says as much of what is asked, and under no condition."""
    return not _CONDITION.search(text) and _share_covered(asked, text) >= covered


def _gainsays(asked: str, said: str, text: str) -> bool:
    """Whether a sentence says the opposite of what is asked."""
    other = read_plain_verdict(asked, text)
    return bool(other) and other != said
