"""Whether an answer says the opposite of a statement: the same words, and only one of the two negated."""

from __future__ import annotations

import re

from evals.judges.forms import forms
from evals.judges.matching import NEGATION, negated
from evals.judges.sentences import sentences

SAME = 0.8
"""The share of a statement's words from which on a sentence speaks of the same."""
TOLD, DENIED = 3, 1
"""Words that make a statement of a text that is not negated, and of one that is: "Paris" states nothing by itself."""
SHORTEST = 4
"""Words, of every kind, of a denial that is a statement: "not yet" is none."""

_REPLY = re.compile(r"^\s*(?:yes|no)\b[\s,.:;–—-]*", re.IGNORECASE)


def opposes(answer: str, statement: str) -> bool:
    """Whether every sentence of the answer that has a statement's words is negated where it is not, or the other way
    round; False where none has, and for texts that are no single statement."""
    plain = _REPLY.sub("", statement)
    wanted = frozenset(forms(NEGATION.sub(" ", plain)))
    denies = negated(plain)
    few = len(wanted) < (DENIED if denies else TOLD) or len(plain.split()) < SHORTEST
    if few or len(sentences(plain)) > 1:
        return False
    said = [_REPLY.sub("", sentence) for sentence in sentences(answer)]
    held = [one for one in said if len(wanted & frozenset(forms(one))) >= SAME * len(wanted)]
    return bool(held) and all(negated(one) != denies for one in held)
