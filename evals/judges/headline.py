"""What an answer says first, apart from what stands below it: a short answer, and the quotes that bear it out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evals.judges.forms import best_similarities, forms
from evals.judges.sentences import sentences
from graph.text.citation_markers import strip_markers
from rag.types import Answer

MAX_HEADLINE_WORDS = 20
"""The most words of a first paragraph that is a headline; a longer one is prose."""

MAX_DIRECT_WORDS = 4
"""The most words of a first sentence that is an answer by its shortness."""
SAME_WORD = 0.9
MAX_MORE_WORDS = 1
"""Words that a brief claim has more than the reference."""

_NO_CLAIM = re.compile(
    r"[:?]\s*$|:\s*\n|^\s*(?:[-*•‣]|\d{1,2}[.)])\s|^\s*(?:[,.;]|of\b)|\bas an ai\b"
    r"|\bi (?:do not|don't|cannot|can't|am)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:[,;(–—]\s*(?:and\s+|but\s+)?(?:not|never|rather\s+than|instead\s+of|as\s+opposed\s+to|unlike|formerly|previously|no\s+longer|"
    r"(?:up|down|changed|raised|increased|reduced)\s+from)|\bnot(?=\s[^,;.()]{1,60}?,?\s+but\b)|"
    r"\b(?:rather\s+than|instead\s+of|as\s+opposed\s+to))\s+[^,;.()]*?(?=\s+(?:but|is|was|it|he|she)\b|[,;()]|\.(?:\s|$)|$)",
    re.IGNORECASE,
)
_NAMED = r"\s+(?:the\s+)?[A-Z][^,;.()]*"
_SUCCESSION = re.compile(
    r",?\s*\b(?:(?:who|which|that|and)\s+)?(?:(?:was|were|is|(?:has|had|have)\s+been)\s+)?(?:(?:later|then|in\s+turn)\s+)?"
    rf"(?:followed|succeeded|replaced|preceded)(?:\s+by)?{_NAMED}"
    rf"|,\s*(?:following|succeeding|replacing|(?:the\s+)?(?:successor|predecessor)\s+(?:of|to)){_NAMED}"
)
_HELD_BEFORE = re.compile(
    r"(?:^|(?<=[.;]\s))[^.;]*\b(?:used\s+to|formerly|previously|until\s+(?:recently|\d{4}|last\s+\w+))\b[^.;]*[.;,]\s*(?:but\s+|and\s+)?"
    r"(?=(?:[^.;,]{0,30}\s)?(?:now|today|currently|nowadays)\b)",
    re.IGNORECASE,
)
_ASKS_SUCCESSION = re.compile(
    r"\b(?:follow|succe|replac|preced|predecess|before|after|next|previous|former|earlier|last|original|used)\w*",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:used\s+to\s+be|previously|formerly|no\s+longer|outdated|superseded|(?:older|earlier|previous|former|old)\s+\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """What an answer claims, and the text below it; `claims` is False if it shows evidence and claims nothing."""

    claim: str
    below: str = ""
    claims: bool = True

    @property
    def apart(self) -> bool:
        """Whether evidence stands below the claim."""
        return bool(self.below)


def read_headline(text: str, short: str = "") -> Headline:
    """Return the headline of an answer: the short answer that it begins with, or a short first paragraph that claims.

    A text without either is its own claim: prose, or quotes alone.
    """
    plain = strip_markers(text).strip()
    first, _, below = plain.partition("\n\n")
    if short and first.startswith(short):
        return Headline(short, below.strip())
    if not below.strip() or _NO_CLAIM.search(first) or "\n" in first.strip():
        return Headline(plain)
    return Headline(first.strip(), below.strip()) if len(first.split()) <= MAX_HEADLINE_WORDS else Headline(plain)


def headline_of(answer: Answer) -> Headline:
    """Return what an answer claims; an answer of evidence alone claims nothing."""
    return (
        Headline(strip_markers(answer.text), claims=False)
        if answer.evidence_only
        else read_headline(answer.text, answer.short)
    )


def direct_claim(question: str, text: str) -> str:
    """Return the first sentence of a text if it answers by itself: it is a few words, or has all of the question's.

    Else the whole text, since its first sentence leads up to the answer, without later ones on what held before.
    """
    first, *later = sentences(text) or [text]
    if len(first.split()) <= MAX_DIRECT_WORDS:
        return first
    similarities = best_similarities(forms(question), forms(first))
    if similarities and min(similarities) >= SAME_WORD:
        return first
    return " ".join([first, *(sentence for sentence in later if not _PAST.search(sentence))])


def asserted(question: str, text: str) -> str:
    """Return a text without what it denies or contrasts ("82, not 75"), and without who came before and after.

    Who came before and after stays if the question asks for it, and the text itself if nothing else would be left.
    """
    present = text if _ASKS_SUCCESSION.search(question) else _SUCCESSION.sub(" ", _HELD_BEFORE.sub("", text))
    kept = _DENIED.sub(" ", present)
    return kept if re.search(r"\w", kept) else text


def is_brief(question: str, reference: str, claim: str) -> bool:
    """Whether a claim is one sentence with hardly more words of its own than the reference has: each of them counts."""
    if len(sentences(claim)) > 1:
        return False
    known = frozenset(forms(question))
    own = [form for form in forms(claim) if form not in known]
    return len(own) <= len([form for form in forms(reference) if form not in known]) + MAX_MORE_WORDS
