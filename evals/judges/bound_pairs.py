"""What belongs to what in an enumeration: "Anna 3, Ben 5" is not "Anna 5, Ben 3"."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

from evals.judges.forms import forms

_SEPARATOR = re.compile(r"\s*[,;.:]\s+|\s*\n+\s*|\s+(?:and|while|whereas|but|und|während|aber)\s+", re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:nothing|free(?:\s+of\s+charge)?|no\s+charge|nichts|kostenlos|gratis)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


def find_crossed_pair(reference: str, claim: str) -> str:
    """Return the part of a claim's enumeration that joins what a reference says of two things; empty if none does.

    It takes two such parts that cross: a value of the second thing at the first, and one of the first at the second.
    """
    wanted, given = _parts(reference), _parts(claim)
    if len(wanted) < 2 or len(given) < 2 or _RESPECTIVELY.search(f"{reference} {claim}"):
        return ""
    counts = Counter(form for _, part in wanted for form in part)
    own = [frozenset(form for form in part if counts[form] == 1) for _, part in wanted]
    if sum(len(part) >= 2 for part in own) < 2:
        return ""
    owner = {form: place for place, part in enumerate(own) for form in part}
    mixed = [(text, frozenset(owner[form] for form in part if form in owner)) for text, part in given]
    for one, other in combinations([each for each in mixed if len(each[1]) > 1], 2):
        shared = one[1] & other[1]
        if len(shared) > 1 and not any(own[place] <= part for place in shared for _, part in given):
            return one[0].strip(" .")
    return ""


def _parts(text: str) -> list[tuple[str, frozenset[str]]]:
    plain = (part for part in _SEPARATOR.split(text.strip()) if part.strip(" ."))
    return [(part, frozenset(forms(_NOTHING.sub("0", part)))) for part in plain]
