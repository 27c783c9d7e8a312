"""Split passages into sentences that can be quoted."""

from __future__ import annotations

from collections.abc import Iterator

from graph.text.sentences import Bounds, sentence_bounds, trimmed

LONGEST = 600
"""The most code points of a quote; longer text without a sentence end is cut at a space."""


def quotable(text: str) -> list[Bounds]:
    """Return start and end of each sentence in order; over-long ones are split."""
    return [bounds for start, end in sentence_bounds(text) for bounds in _pieces(text, start, end)]


def _pieces(text: str, start: int, end: int) -> Iterator[Bounds]:
    start, end = trimmed(text, start, end)
    while end - start > LONGEST:
        space = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in " \n\t")
        cut = space if space > start else start + LONGEST
        yield trimmed(text, start, cut)
        start, _ = trimmed(text, cut, end)
    if start < end:
        yield start, end
