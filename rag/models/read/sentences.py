"""Where the sentences of a passage lie, for quoting them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.sentences import Bounds, sentence_bounds

LONGEST = 600
"""Code points of a quote; a longer stretch without a sentence end is cut at a space."""


def quotable(text: str) -> list[Bounds]:
    """Start and end of each sentence in order, the longest ones in pieces."""
    return [bounds for start, end in sentence_bounds(text) for bounds in _pieces(text, start, end)]


def _pieces(text: str, start: int, end: int) -> Iterator[Bounds]:
    while True:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end = start + len(text[start:end].rstrip())
        if end <= start:
            return
        if end - start <= LONGEST:
            yield start, end
            return
        space = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in " \n\t")
        cut = space if space > start else start + LONGEST
        yield start, start + len(text[start:cut].rstrip())
        start = cut
