"""Split passages into sentences that can be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.text.sentences import Bounds, sentence_bounds, trim_bounds

MAX_QUOTE_CHARS = 600
"""Maximum code points of a quote; longer text without a sentence end is cut at a space."""

LINK = re.compile(r"!?\[([^\[\]]+)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]\n]*[a-zA-Z][^\[\]\n]*\])")
"""A link in Markdown; its group is what is shown of it."""

LIST_ITEM = re.compile(r"(?:[-*•▪◦–‣·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)])\s")
"""The mark at the start of a list's item."""


def quotable_bounds(text: str) -> list[Bounds]:
    """Return start and end of each sentence in order; over-long ones are split."""
    return [bounds for start, end in sentence_bounds(text) for bounds in _pieces(text, start, end)]


def _pieces(text: str, start: int, end: int) -> Iterator[Bounds]:
    start, end = trim_bounds(text, start, end)
    while end - start > MAX_QUOTE_CHARS:
        space = max(text.rfind(mark, start + MAX_QUOTE_CHARS // 2, start + MAX_QUOTE_CHARS) for mark in " \n\t")
        cut = space if space > start else start + MAX_QUOTE_CHARS
        yield trim_bounds(text, start, cut)
        start, _ = trim_bounds(text, cut, end)
    if start < end:
        yield start, end
