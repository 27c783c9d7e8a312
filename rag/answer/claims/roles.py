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
_TO_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_SYMMETRIC_VERBS = frozenset(
    stem_words("met meet meets meeting married marries marry played play plays join joined with and between near "
        "versus "
             "fought against cooperated talked spoke partner partners like resembles borders both".split())
)  # fmt: skip
_MAX_GAP_CHARS = 60


def has_swapped_roles(claim: str, evidence: str) -> bool:
    """Whether two names have opposite roles around the same verb in the claim and in the evidence."""
    capitalized = capitalized_words(claim) | capitalized_words(evidence)
    for subject, object_, claim_verbs, passive in _pairs(claim, find_names(claim, capitalized)):
        for evidence_subject, evidence_object, evidence_verbs, inverse in _pairs(
            evidence, find_names(evidence, capitalized)
        ):
            same = _is_same_name(subject, evidence_subject) and _is_same_name(object_, evidence_object)
            crossed = _is_same_name(subject, evidence_object) and _is_same_name(object_, evidence_subject)
            if (
                (same or crossed)
                and not (same and crossed)
                and claim_verbs & evidence_verbs - _SYMMETRIC_VERBS
                and not (claim_verbs | evidence_verbs) & _SYMMETRIC_VERBS
            ):
                return (passive == inverse) == crossed
    return False


def _pairs(text: str, names: Sequence[Name]) -> list[tuple[Name, Name, frozenset[str], bool]]:
    """Return adjacent names of a text with the stems of the words between them, and whether these are passive."""
    pairs = []
    for first, second in pairwise(names):
        between = text[first.end : second.start]
        if len(between) > _MAX_GAP_CHARS or re.search(r"[.;!?]", between):
            continue
        words = [word for word in _WORD.findall(between) if word.casefold() not in STOP_WORDS and word.islower()]
        passive = bool(_PASSIVE.search(between))
        if words and (passive or not _TO_BE.search(between)):
            pairs.append((first, second, frozenset(stem_words(words)), passive))
    return pairs


def _is_same_name(first: Name, second: Name) -> bool:
    """Whether two names share their last word, or one is part of the other."""
    return (
        first.parts[-1] == second.parts[-1]
        or set(first.parts) <= set(second.parts)
        or set(second.parts) <= set(first.parts)
    )
