"""Merge the names that two taggers find in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rag.ner.protocol import Span


def merge_spans(first: Sequence[Span], more: Sequence[Span]) -> list[Span]:
    """Return both sorted by position, without those of `more` that overlap one of the first; both must be sorted."""
    starts = [span.start for span in first]
    kept = []
    for span in more:
        at = bisect_left(starts, span.end)
        if at == 0 or first[at - 1].end <= span.start:
            kept.append(span)
    return sorted((*first, *kept), key=lambda span: span.start)
