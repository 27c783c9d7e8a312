"""What belongs to what in an enumeration: "Anna 3, Ben 5" is not "Anna 5, Ben 3"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from evals.judges.forms import forms

_SEPARATOR = re.compile(r"\s*[,;.:]\s+|\s*\n+\s*|\s+(?:and|while|whereas|but|und|während|aber)\s+", re.IGNORECASE)
_NOTHING = re.compile(r"\b(?:nothing|free(?:\s+of\s+charge)?|no\s+charge|nichts|kostenlos|gratis)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an enumeration, as it is written and as the forms of its words."""

    text: str
    forms: frozenset[str]


def find_crossed_pair(reference: str, claim: str) -> str:
    """Return the part of a claim's enumeration that joins what a reference says of two things; empty if none does.

    It takes two such parts that cross: a value of the second thing at the first, and one of the first at the second.
    """
    wanted, given = _parts(reference), _parts(claim)
    if len(wanted) < 2 or len(given) < 2 or _RESPECTIVELY.search(f"{reference} {claim}"):
        return ""
    own = _own_forms(wanted)
    if sum(len(part) >= 2 for part in own) < 2:
        return ""
    mixed = [(part, owners) for part in given if len(owners := _owners(part, own)) > 1]
    for (one, of_one), (_, of_other) in combinations(mixed, 2):
        shared = of_one & of_other
        if len(shared) > 1 and not any(own[place] <= part.forms for place in shared for part in given):
            return one.text.strip(" .")
    return ""


def _parts(text: str) -> list[_Part]:
    plain = (part for part in _SEPARATOR.split(text.strip()) if part.strip(" ."))
    return [_Part(part, frozenset(forms(_NOTHING.sub("0", part)))) for part in plain]


def _own_forms(parts: Sequence[_Part]) -> list[frozenset[str]]:
    """Return what each part has and no other one."""
    counts = Counter(form for part in parts for form in part.forms)
    return [frozenset(form for form in part.forms if counts[form] == 1) for part in parts]


def _owners(part: _Part, own: Sequence[frozenset[str]]) -> frozenset[int]:
    """Return the places of the reference's parts of whose own words a claim's part has any."""
    return frozenset(place for place, words in enumerate(own) if words & part.forms)
