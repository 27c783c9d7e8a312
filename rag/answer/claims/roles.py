"""Detect swapped roles: "A sued B" is not "B sued A"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from graph.text.words import STOP_WORDS
from rag.answer.claims.names import Name, capitalized_words, find_names
from rag.answer.claims.polarity import stem_words

_WORD = re.compile(r"[^\W\d_]+")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be|got)\b.*\bby\b|^\W*[a-z]+(?:ed|en|ught|old|ent)\s+by\b", re.IGNORECASE
)
_BEING = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_EITHER = frozenset(
    stem_words("met meet meets meeting married marries marry played play plays join joined with and between near "
        "versus "
             "fought against cooperated talked spoke partner partners like resembles borders both".split())
)  # fmt: skip
_FAR = 60


def has_swapped_roles(claim: str, evidence: str) -> bool:
    """Whether two names have opposite roles around the same verb in the claim and in the evidence."""
    large = capitalized_words(claim) | capitalized_words(evidence)
    for one, other, verbs, passive in _pairs(claim, find_names(claim, large)):
        for first, second, known, inverse in _pairs(evidence, find_names(evidence, large)):
            same = _is(one, first) and _is(other, second)
            crossed = _is(one, second) and _is(other, first)
            if (
                (same or crossed)
                and not (same and crossed)
                and verbs & known - _EITHER
                and not (verbs | known) & _EITHER
            ):
                return (passive == inverse) == crossed
    return False


def _pairs(text: str, found: Sequence[Name]) -> list[tuple[Name, Name, frozenset[str], bool]]:
    """Return adjacent names of a text with the stems of the words between them, and whether these are passive."""
    pairs = []
    for one, other in pairwise(found):
        between = text[one.end : other.start]
        if len(between) > _FAR or re.search(r"[.;!?]", between):
            continue
        words = [word for word in _WORD.findall(between) if word.casefold() not in STOP_WORDS and word.islower()]
        passive = bool(_PASSIVE.search(between))
        if words and (passive or not _BEING.search(between)):
            pairs.append((one, other, frozenset(stem_words(words)), passive))
    return pairs


def _is(one: Name, other: Name) -> bool:
    """Whether two names share their last word, or one is part of the other."""
    return one.parts[-1] == other.parts[-1] or set(one.parts) <= set(other.parts) or set(other.parts) <= set(one.parts)
