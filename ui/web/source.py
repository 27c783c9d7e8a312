"""A passage in its context, split so that a page can mark the quoted words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from graph.types import Document, Passage
from rag.types import Citation

CONTEXT_CHARS = 1_200
"""Characters of context before and after a passage in a document without pages."""

SHORT_LINE_RATIO = 0.6
"""A line shorter than this fraction of the longest ends with an intended line break."""

DOCUMENT_CHANGED = "the document has changed since this answer was written"
DOCUMENT_REMOVED = "the document has been removed"


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """Consecutive parts of a document's text; `quote` is empty if the quote is not in the passage.

    `before` and `after` surround the passage, `lead` and `rest` are in it; `note` says why the context is missing.
    """

    before: str
    lead: str
    quote: str
    rest: str
    after: str
    note: str = ""


def find_context(document: Document | None, passage: Passage, citation: Citation | None) -> QuoteContext:
    """Return the passage within its page, or within nearby text if the document has no pages."""
    inner = _split_at_quote(passage.text, citation)
    if document is None:
        return replace(inner, note=DOCUMENT_REMOVED)
    start = _place(document, passage)
    if start < 0:
        return replace(inner, note=DOCUMENT_CHANGED)
    end = start + len(passage.text)
    first, last = _within_visibility(document, start, end, *_bounds(document, start, end))
    return replace(inner, before=document.text[first:start], after=document.text[end:last])


def join_lines(around: QuoteContext) -> QuoteContext:
    """Return the same text with line breaks that only come from the page width replaced by spaces."""
    parts = (around.before, around.lead, around.quote, around.rest, around.after)
    whole = "".join(parts)
    lines = whole.split("\n")
    enough = SHORT_LINE_RATIO * max(map(len, lines))
    ends = (
        "\n" if len(line) < enough or not line.strip() or not following.strip() else " "
        for line, following in pairwise(lines)
    )
    joined = "".join(part for pair in zip(lines, (*ends, ""), strict=True) for part in pair)
    cuts = list(accumulate(map(len, parts), initial=0))
    before, lead, quote, rest, following = (joined[start:end] for start, end in pairwise(cuts))
    return QuoteContext(before, lead, quote, rest, following, around.note)


def _split_at_quote(text: str, citation: Citation | None) -> QuoteContext:
    if citation is None or citation.start < 0:
        return QuoteContext("", text, "", "", "")
    return QuoteContext("", text[: citation.start], text[citation.start : citation.end], text[citation.end :], "")


def _place(document: Document, passage: Passage) -> int:
    if document.text[passage.start : passage.end] == passage.text:
        return passage.start
    return document.text.find(passage.text)


def _within_visibility(document: Document, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Narrow the bounds so that hidden and visible text are not mixed."""
    edges = [offset for stretch in document.meta.hidden for offset in stretch]
    return max((first, *(e for e in edges if e <= start))), min((last, *(e for e in edges if e >= end)))


def _bounds(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the page, else word boundaries at a distance from the passage."""
    page = document.page_of(start)
    if page:
        pages = (*document.meta.pages, len(document.text))
        return min(document.meta.pages[page - 1], start), max(pages[page], end)
    first, last = max(0, start - CONTEXT_CHARS), min(len(document.text), end + CONTEXT_CHARS)
    if first:
        first = document.text.find(" ", first, start) + 1 or start
    if last < len(document.text):
        last = document.text.rfind(" ", end, last)
    return first, max(last, end)
