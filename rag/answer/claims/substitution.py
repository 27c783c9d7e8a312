"""Detect a name or figure substituted for another in an otherwise equal sentence."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rag.answer.claims.figures import find_figures, missing_figures
from rag.answer.claims.names import NON_NAME_ENDINGS, Name, NameEvidence, find_names, fold_word

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’&.,:][^\W_]+)*\.?")
MIN_COMMON_SHARE = 0.5
"""Minimum share of the claim's words that must occur in the quote in the same order."""
MAX_SUBSTITUTE_WORDS, MAX_REPLACED_WORDS = 6, 30
"""Maximum words of the claim, and of the quote, that may replace each other."""
_MAX_COMPARED_WORDS = 200
"""Maximum words of a text that is compared."""


def find_substitution(claim: str, quote: str) -> str:
    """Return what the claim has in place of a name or figure of the quote; empty if nothing."""
    claim_tokens, quote_tokens = list(_TOKEN.finditer(claim)), list(_TOKEN.finditer(quote))
    if (
        not claim_tokens
        or not quote_tokens
        or len(claim_tokens) > _MAX_COMPARED_WORDS
        or len(quote_tokens) > _MAX_COMPARED_WORDS
    ):
        return ""
    claim_words, quote_words = (
        [fold_word(match.group()) for match in tokens] for tokens in (claim_tokens, quote_tokens)
    )
    blocks = SequenceMatcher(None, claim_words, quote_words, autojunk=False).get_opcodes()
    if sum(high - low for kind, low, high, _, _ in blocks if kind == "equal") < MIN_COMMON_SHARE * len(claim_tokens):
        return ""
    for block_index, (kind, low, high, start, end) in enumerate(blocks):
        if kind != "replace" or high - low > MAX_SUBSTITUTE_WORDS or end - start > MAX_REPLACED_WORDS:
            continue
        before, after = blocks[block_index - 1 : block_index], blocks[block_index + 1 : block_index + 2]
        if not (before or after) or any(block[0] != "equal" for block in (*before, *after)):
            continue
        replacing = claim[claim_tokens[low].start() : claim_tokens[high - 1].end()]
        replaced = quote[quote_tokens[start].start() : quote_tokens[end - 1].end()]
        claim_names = _overlapping_names(claim, claim_tokens[low].start(), claim_tokens[high - 1].end())
        quote_names = _overlapping_names(quote, quote_tokens[start].start(), quote_tokens[end - 1].end())
        if _differ(replacing, replaced, claim_names, quote_names):
            return replacing
    return ""


def _overlapping_names(text: str, start: int, end: int) -> list[Name]:
    """Return the names of a text that overlap text[start:end]; its first word may be one, too."""
    known = frozenset(
        word for word in map(fold_word, re.findall(r"\b[^\W\d_a-z]\w+", text)) if not word.endswith(NON_NAME_ENDINGS)
    )
    return [name for name in find_names(text, known) if name.start < end and start < name.end]


def _differ(replacing: str, replaced: str, claim_names: list[Name], quote_names: list[Name]) -> bool:
    """Whether both have figures, or names, that do not match."""
    claim_figures, quote_figures = find_figures(replacing), find_figures(replaced)
    if claim_figures and quote_figures and missing_figures(claim_figures, quote_figures):
        return True
    if not claim_names or not quote_names:
        return False
    claim = NameEvidence(" ".join([replacing, *(name.text for name in claim_names)]))
    quote = NameEvidence(" ".join([replaced, *(name.text for name in quote_names)]))
    return not all(quote.has(name) for name in claim_names) and not all(claim.has(name) for name in quote_names)
