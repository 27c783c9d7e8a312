"""Detect answers that say the opposite of a statement: the same words, with only one of the two negated."""

from __future__ import annotations

import re

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from graph.text.negation import NEGATION_PATTERN, is_negated

MIN_SHARED_WORDS = 0.8
"""Minimum share of a statement's words in a sentence about the same thing."""
MIN_CONTENT_WORDS, MIN_NEGATED_CONTENT_WORDS = 3, 1
"""Minimum content words of an affirmative and of a negated statement: "Paris" alone states nothing."""
MIN_STATEMENT_WORDS = 4
"""Minimum words of any kind in a statement: "not yet" is not one."""

_MODAL = re.compile(r"\b(?:may|can|must|should|shall|will)\b")
"""Verbs that make a statement of fewer content words: "You may park here"."""
_REPLY = re.compile(r"^\s*(?:yes|no)\b[\s,.:;–—-]*", re.IGNORECASE)


def opposes(answer: str, statement: str) -> bool:
    """Whether every answer sentence with the statement's words has the opposite polarity.

    False if no sentence has its words, and for texts that are not a single statement.
    """
    plain = _REPLY.sub("", statement)
    statement_forms = frozenset(forms(NEGATION_PATTERN.sub(" ", plain)))
    denies = is_negated(plain)
    least = MIN_NEGATED_CONTENT_WORDS if denies else MIN_CONTENT_WORDS - bool(_MODAL.search(plain))
    too_short = len(statement_forms) < least or len(plain.split()) < MIN_STATEMENT_WORDS
    if too_short or len(sentences(plain)) > 1:
        return False
    answer_sentences = [_REPLY.sub("", sentence) for sentence in sentences(answer)]
    related = [
        sentence
        for sentence in answer_sentences
        if len(statement_forms & frozenset(forms(sentence))) >= MIN_SHARED_WORDS * len(statement_forms)
    ]
    return bool(related) and all(is_negated(sentence) != denies for sentence in related)
