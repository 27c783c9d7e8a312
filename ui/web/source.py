"""A passage in the text around it, parted so that a page can show which words were quoted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from graph.types import Document, Passage
from rag.types import Citation

AROUND = 1_200
"""Characters before and after a passage of a document without pages."""

SHORT = 0.6
"""A line shorter than this share of the longest one ends where its writer wanted it to."""

CHANGED = "the document has changed since this answer was written"
REMOVED = "the document is no longer here"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words of one stretch of a document in order; `quote` is empty when the quote is not in the passage.

    `before` and `after` lie around the passage, `lead` and `rest` in it; `note` says why they are missing.
    """

    before: str
    lead: str
    quote: str
    rest: str
    after: str
    note: str = ""


def surroundings(document: Document | None, passage: Passage, citation: Citation | None) -> Surroundings:
    """The passage on its page, or among its neighbours where the document has no pages."""
    inner = _parted(passage.text, citation)
    if document is None:
        return replace(inner, note=REMOVED)
    start = _place(document, passage)
    if start < 0:
        return replace(inner, note=CHANGED)
    end = start + len(passage.text)
    first, last = _alike(document, start, end, *_bounds(document, start, end))
    return replace(inner, before=document.text[first:start], after=document.text[end:last])


def flowing(around: Surroundings) -> Surroundings:
    """The same words with the line ends that only the width of a page made as spaces."""
    parts = (around.before, around.lead, around.quote, around.rest, around.after)
    whole = "".join(parts)
    lines = whole.split("\n")
    enough = SHORT * max(map(len, lines))
    ends = (
        "\n" if len(one) < enough or not one.strip() or not after.strip() else " " for one, after in pairwise(lines)
    )
    joined = "".join(part for pair in zip(lines, (*ends, ""), strict=True) for part in pair)
    cuts = list(accumulate(map(len, parts), initial=0))
    before, lead, quote, rest, after = (joined[start:end] for start, end in pairwise(cuts))
    return Surroundings(before, lead, quote, rest, after, around.note)


def _parted(text: str, citation: Citation | None) -> Surroundings:
    if citation is None or citation.start < 0:
        return Surroundings("", text, "", "", "")
    return Surroundings("", text[: citation.start], text[citation.start : citation.end], text[citation.end :], "")


def _place(document: Document, passage: Passage) -> int:
    if document.text[passage.start : passage.end] == passage.text:
        return passage.start
    return document.text.find(passage.text)


def _alike(document: Document, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """The bounds drawn in so that hidden text and what a reader sees are not shown as one."""
    edges = [place for stretch in document.meta.hidden for place in stretch]
    return max((first, *(e for e in edges if e <= start))), min((last, *(e for e in edges if e >= end)))


def _bounds(document: Document, start: int, end: int) -> tuple[int, int]:
    """The page's ends, else the ends of the words at a distance."""
    page = document.page_of(start)
    if page:
        pages = (*document.meta.pages, len(document.text))
        return min(document.meta.pages[page - 1], start), max(pages[page], end)
    first, last = max(0, start - AROUND), min(len(document.text), end + AROUND)
    if first:
        first = document.text.find(" ", first, start) + 1 or start
    if last < len(document.text):
        last = document.text.rfind(" ", end, last)
    return first, max(last, end)
