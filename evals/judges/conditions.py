"""On what condition something holds: "only if" is not "unless", and "not unless" is "only if"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from evals.judges.forms import best_similarities, forms
from graph.text.negation import NEGATION_PATTERN

Condition = Literal["", "same", "other"]

MIN_SHARED_WORDS = 0.5
SAME_WORD = 0.9
_MARK = re.compile(
    r"\b(?:(?P<even>even\s+(?:if|when|though))|(?P<unless>unless|except\s+(?:if|when|where))"
    r"|(?P<open>(?:only\s+)?(?:if|when|where)|(?:provided|providing)(?:\s+that)?|(?:as|so)\s+long\s+as|on\s+condition(?:\s+that)?))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def compare_conditions(reference: str, claim: str) -> Condition:
    """Say whether the one condition of a claim is that of the reference, or its opposite; empty if neither is clear."""
    marks = [list(_MARK.finditer(text)) for text in (reference, claim)]
    if len(marks[0]) != 1 or len(marks[1]) != 1:
        return ""
    (wanted,), (given,) = marks
    needed, said = (forms(_unnegated(text[mark.end() :])) for text, mark in ((reference, wanted), (claim, given)))
    similarities = best_similarities(needed, said)
    if not similarities or sum(value >= SAME_WORD for value in similarities) < MIN_SHARED_WORDS * len(similarities):
        return ""
    if bool(wanted["even"]) != bool(given["even"]):
        return "other"
    if _is_plain(wanted) and _is_plain(given):
        return ""
    return "same" if _sign(reference, wanted) == _sign(claim, given) else "other"


def _is_plain(mark: re.Match[str]) -> bool:
    return mark["unless"] is None


def _unnegated(text: str) -> str:
    return NEGATION_PATTERN.sub(" ", text)


def _sign(text: str, mark: re.Match[str]) -> bool:
    """Whether the thing must be so: each negation, and "unless", turns it round."""
    return (len(NEGATION_PATTERN.findall(text)) + bool(mark["unless"])) % 2 == 0
