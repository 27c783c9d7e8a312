"""Detect a name or figure substituted for another in an otherwise equal sentence."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.answer.claims.figures import find_figures, missing_figures
from rag.answer.claims.names import NON_NAME_ENDINGS, Name, NameEvidence, find_names, fold_word

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’&.,:][^\W_]+)*\.?")
MIN_COMMON_SHARE = 0.5
"""The least share of the claim's words that must occur in the quote in the same order."""
MAX_SUBSTITUTE_WORDS, MAX_REPLACED_WORDS = 6, 30
"""The most words of the claim, and of the quote, that may replace each other."""
_MAX_COMPARED_WORDS = 200
"""The most words of a text that is compared."""


def find_substitution(claim: str, quote: str) -> str:
    """Return what the claim has in place of a name or figure of the quote; empty if nothing."""
    one, other = list(_TOKEN.finditer(claim)), list(_TOKEN.finditer(quote))
    if not one or not other or len(one) > _MAX_COMPARED_WORDS or len(other) > _MAX_COMPARED_WORDS:
        return ""
    first, second = ([fold_word(match.group()) for match in tokens] for tokens in (one, other))
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    if sum(high - low for kind, low, high, _, _ in blocks if kind == "equal") < MIN_COMMON_SHARE * len(one):
        return ""
    for at, (kind, low, high, start, end) in enumerate(blocks):
        if kind != "replace" or high - low > MAX_SUBSTITUTE_WORDS or end - start > MAX_REPLACED_WORDS:
            continue
        before, after = blocks[at - 1 : at], blocks[at + 1 : at + 2]
        if not (before or after) or any(block[0] != "equal" for block in (*before, *after)):
            continue
        told = claim[one[low].start() : one[high - 1].end()]
        known = quote[other[start].start() : other[end - 1].end()]
        mine = _inside(claim, one[low].start(), one[high - 1].end())
        its = _inside(quote, other[start].start(), other[end - 1].end())
        if _differ(told, known, mine, its):
            return told
    return ""


def _inside(text: str, start: int, end: int) -> list[Name]:
    """Return the names of a text that overlap text[start:end]; its first word may be one, too."""
    known = frozenset(
        word for word in map(fold_word, re.findall(r"\b[^\W\d_a-z]\w+", text)) if not word.endswith(NON_NAME_ENDINGS)
    )
    return [name for name in find_names(text, known) if name.start < end and start < name.end]


def _differ(told: str, known: str, told_names: list[Name], known_names: list[Name]) -> bool:
    """Whether both have figures, or names, that do not match."""
    counted, there = find_figures(told), find_figures(known)
    if counted and there and missing_figures(counted, there):
        return True
    if not told_names or not known_names:
        return False
    claim = NameEvidence(" ".join([told, *(name.text for name in told_names)]))
    quote = NameEvidence(" ".join([known, *(name.text for name in known_names)]))
    return not all(quote.has(name) for name in told_names) and not all(claim.has(name) for name in known_names)
