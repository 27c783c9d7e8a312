"""Questions that offer alternatives: "Red." answers "Which is cheaper, the red or the blue one?"."""

from __future__ import annotations

import re
from typing import Literal

from evals.judges.forms import forms, is_number

Choice = Literal["", "same", "other"]

MAX_WORDS = 4
"""The most content words of a claim that does little more than choose."""
_OR = re.compile(r"(?P<one>[^,?.;:]+?),?\s+(?:or|oder)\s+(?P<other>[^,?.;]+)\??\s*$", re.IGNORECASE)
_REACH = 3
"""Words on each side of "or" that may name an alternative."""


def compare_choice(question: str, reference: str, claim: str) -> Choice:
    """Say whether a claim that only chooses one of the question's two alternatives chooses the reference's.

    Where a reference has both, the first one is its choice if it has more of the question's words.
    """
    pair = _alternatives(question)
    if pair is None or len(forms(claim)) > MAX_WORDS:
        return ""
    said = [one for one in pair if one in forms(claim)]
    if len(said) != 1 or any(form not in forms(question) for form in forms(claim)):
        return ""
    wanted = forms(reference)
    named = sorted((one for one in pair if one in wanted), key=wanted.index)
    if not named:
        return ""
    shares_more = any(form in forms(question) and form not in pair and not is_number(form) for form in wanted)
    if len(named) > 1 and not shares_more:
        return ""
    return "same" if said[0] == named[0] else "other"


def _alternatives(question: str) -> tuple[str, str] | None:
    match = _OR.search(question)
    if match is None:
        return None
    one = forms(" ".join(match["one"].split()[-_REACH:]))
    other = forms(" ".join(match["other"].split()[:_REACH]))
    first, second = [form for form in one if form not in other], [form for form in other if form not in one]
    return (first[-1], second[0]) if first and second else None
