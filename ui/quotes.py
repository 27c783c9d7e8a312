"""Describes for users what quotes a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.text.counting import count_noun
from graph.text.quotation import QuoteReason, QuotingRecord

QUOTE_REASONS: dict[QuoteReason, str] = {
    "": "",
    "cited": "cites it",
    "found": "retrieved it",
    "sentence": "quotes a sentence",
    "words": "quotes several words",
    "name or value": "has a name or value found only there",
}


def describe_counts(quotes: Iterable[QuotingRecord]) -> str:
    """Return how many there are of each kind: "2 conversations, 1 case"."""
    counts = Counter(quote.kind for quote in quotes)
    nouns = {"feedback": ("piece of feedback", "pieces of feedback")}
    return ", ".join(count_noun(count, *nouns.get(kind, (kind,))) for kind, count in counts.items())
