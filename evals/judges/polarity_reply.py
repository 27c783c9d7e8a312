"""Yes-no questions: what an answer replies, by its first word or by the polarity of what it states."""

from __future__ import annotations

import re
from typing import Literal

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from graph.text.negation import is_negated, remove_negating_idioms
from rag.answer.claims.polarity import find_opposition

Reply = Literal["", "yes", "no"]

MIN_SHARED = 0.5
"""Minimum share of the question's words in a statement that replies to it."""

_FIRST = re.compile(
    r"^\W*(?:(?:unfortunately|sorry|sadly|actually|definitely|absolutely|certainly|of\s+course)\W+(?=yes|no))?(?:(?P<yes>yes|yeah|yep|correct|true|certainly|indeed|ja|oui|sí)|(?P<no>no|nope|not|false|incorrect|nein|non))\b",
    re.I,
)
_ASKS = re.compile(
    r"(?:^|[.;,:!?]\s+|\b(?:and|but|so|then)\s+)(?P<verb>do|does|did|is|are|was|were|am|can|could|may|might|must|shall|should|will|"
    r"would|has|have|had|need)(?:n['’]t)?\s+(?P<rest>[^.?!]*)\?*\s*$",
    re.IGNORECASE,
)


def reply_of(reference: str) -> Reply:
    """Return the reply that a reference begins with; empty if it begins with neither yes nor no."""
    match = re.match(r"^\W*(yes|no)\b(?!\s+(?:one|more|longer|later|fewer|less)\b)", reference, re.IGNORECASE)
    return "" if match is None else "yes" if match[1].casefold() == "yes" else "no"


def read_reply(question: str, claim: str) -> Reply:
    """Return what a claim replies to a yes-no question; empty if neither can be told.

    A statement of the question's words says yes, or no if it is negated and the question is not.
    """
    first = next(iter(sentences(claim)), claim)
    if (match := _FIRST.match(first)) is not None:
        return "yes" if match["yes"] else "no"
    asked = _ASKS.search(question)
    if asked is None:
        return ""
    plain = remove_negating_idioms(first)
    wanted = frozenset(forms(asked["rest"]))
    shared = len(wanted & frozenset(forms(plain)))
    if not wanted or shared < MIN_SHARED * len(wanted):
        return ""
    denies = is_negated(plain) != is_negated(asked["rest"]) or bool(find_opposition(plain, asked["rest"]))
    return "no" if denies else "yes"
