"""Split a document into passages with exact offsets, between blocks, paragraphs or sentences; none crosses a page.

A heading stays with what follows it, a lead-in with its first item, column names with their first row. What a passage
is parted from all the same becomes its context.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.blocks import Block
from graph.text.sentences import Bounds, sentence_bounds, trim_bounds
from graph.text.words import UNSPACED_SCRIPTS
from graph.types import Document, Passage, Sentence
from ingest.structure import CUT_BY_LINES, blocks_within, context_at, forbidden_cuts, line_starts, spans

PASSAGE_CHARS = 1000
# Version of the rules here and in graph.text.sentences: change it when passages change.
VERSION = 6
# Bonus of a cut at a heading, a paragraph and a sentence, as a tolerated deviation from the goal.
_HEADING, _PARAGRAPH, _SENTENCE = 0.5, 0.3, 0.0
# The same of a cut between the items of a list or the rows of a table.
_ROW = 0.1
# Maximum sentences of a document: twice as many as in two million characters of prose.
MAX_SENTENCES = 40_000
# A character of a script without spaces carries about as much as three of another.
_DENSITY = 3
_PARAGRAPH_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_GLUE = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    r"\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    r"\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)


def split(document: Document, size: int = PASSAGE_CHARS) -> list[Passage]:
    """Return the passages in order, of at most about `size` characters; together they cover everything not blank."""
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for page, start, end, hidden in _stretches(document):
        for left, right in _cut(document, start, end, size):
            text = document.text[left:right]
            passages.append(
                Passage(
                    id=Passage.name(document.id, text, seen[text]),
                    document_id=document.id,
                    text=text,
                    start=left,
                    page=page,
                    ordinal=len(passages),
                    title=document.title,
                    source=document.source,
                    hidden=hidden,
                    context="" if hidden else context_at(document, left),
                    date=document.meta.date,
                )
            )
            seen[text] += 1
    return passages


def split_sentences(passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage."""
    return [Sentence(passage.id, number, *bounds) for number, bounds in enumerate(sentence_bounds(passage.text))]


def split_all_sentences(passages: Sequence[Passage], most: int = MAX_SENTENCES) -> list[Sentence]:
    """Return the sentences of all passages of a document.

    Text with more than `most` sentences is not prose: then as many neighbours as necessary are joined into one, since
    each sentence costs a vector.
    """
    found = [split_sentences(passage) for passage in passages]
    together = -(-sum(map(len, found)) // most)
    if together > 1:
        found = [_joined(sentences, together) for sentences in found]
    return [sentence for sentences in found for sentence in sentences]


def _joined(sentences: Sequence[Sentence], together: int) -> list[Sentence]:
    firsts, lasts = sentences[::together], [*sentences[together - 1 :: together], sentences[-1]] if sentences else []
    return [
        Sentence(first.passage_id, number, first.start, last.end)
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=False))
    ]


def _pages(document: Document) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and end of each page; a text without pages is page 0."""
    starts = document.meta.pages
    if not starts:
        yield 0, 0, len(document.text)
        return
    if starts[0] > 0:
        yield 0, 0, starts[0]
    for number, (start, end) in enumerate(pairwise((*starts, len(document.text))), 1):
        yield number, start, end


def _stretches(document: Document) -> Iterator[tuple[int, int, int, bool]]:
    """Yield page number, start, end and visibility of each span that is entirely hidden or entirely visible."""
    ends = [place for stretch in document.meta.hidden for place in stretch]
    for page, start, end in _pages(document):
        first = bisect_right(ends, start)
        places = (start, *ends[first : bisect_left(ends, end)], end)
        for number, (left, right) in enumerate(pairwise(places), first):
            yield page, left, right, number % 2 == 1


def _cut(document: Document, start: int, end: int, size: int) -> Iterator[Bounds]:
    """Yield the passages of one page: of nearly equal length, each cut at the best place near its goal."""
    text = document.text
    start, end = trim_bounds(text, start, end)
    if start == end:
        return
    page = text[start:end]
    size = _fitting(page, size)
    if len(page) <= size:
        yield start, end
        return
    places, worth = _places(page, blocks_within(document.meta.blocks, start, end))
    left = 0
    while len(page) - left > size:
        right = _best(page, left, size, places, worth)
        yield _shifted(trim_bounds(page, left, right), start)
        left = right
        while left < len(page) and page[left].isspace():
            left += 1
    if left < len(page):
        yield start + left, end


def _shifted(bounds: Bounds, by: int) -> Bounds:
    return bounds[0] + by, bounds[1] + by


def _fitting(page: str, size: int) -> int:
    """Return the passage size for this page's scripts."""
    dense = sum(match.end() - match.start() for match in UNSPACED_SCRIPTS.finditer(page))
    return max(1, int(size * len(page) / (len(page) + (_DENSITY - 1) * dense)))


def _places(page: str, blocks: Sequence[Block]) -> tuple[list[int], list[float]]:
    """Return where the page may be cut, in order, and the bonus of each cut; the blocks are those of the page."""
    worth = {left: _SENTENCE for left, _ in sentence_bounds(page)}
    before = 0
    for gap in _PARAGRAPH_GAP.finditer(page):
        after_heading = _is_heading(page, before, gap.start())
        if after_heading:
            worth[before] = _HEADING
            worth.pop(gap.end(), None)
        else:
            worth[gap.end()] = _PARAGRAPH
        before = gap.end()
    if blocks:
        _respect_blocks(page, blocks, worth)
    worth.pop(0, None)
    places = sorted(worth)
    return places, [worth[place] for place in places]


def _respect_blocks(page: str, blocks: Sequence[Block], worth: dict[int, float]) -> None:
    """Change the bonuses so that blocks are cut at their borders, and what belongs together is not cut at all."""
    known = sorted(worth)
    for block in blocks:
        for start, end, whole in spans(page, block):
            for place in known[bisect_right(known, start) : bisect_left(known, end)] if whole else ():
                worth.pop(place, None)
        if block.kind in CUT_BY_LINES:
            worth.update(dict.fromkeys(line_starts(page, block)[1:], _ROW))
        worth[block.start] = {"heading": _HEADING, "item": _ROW}.get(block.kind, _PARAGRAPH)
    for place in forbidden_cuts(page, blocks):
        worth.pop(place, None)


def _is_heading(page: str, start: int, end: int) -> bool:
    """Return whether this is a short line by itself that does not end like a sentence."""
    return 0 < end - start <= 100 and "\n" not in page[start:end] and page[end - 1].isalnum()


def _best(page: str, left: int, size: int, places: list[int], worth: list[float]) -> int:
    """Return the best cut: nearest to an equal share of the rest, biased towards headings and paragraphs."""
    rest = len(page) - left
    goal = rest / -(-rest // size)
    first, last = bisect_right(places, left + goal / 2), bisect_right(places, left + size)
    if first < last:
        return places[max(range(first, last), key=lambda i: (worth[i] - abs(places[i] - left - goal) / goal, -i))]
    earlier = bisect_left(places, left + goal / 4)
    if earlier < last:
        return places[last - 1]
    return _inside_sentence(page, left, left + min(size, int(goal) + 1))


def _inside_sentence(page: str, left: int, right: int) -> int:
    """Cut after the last blank in the second half, else between two characters that are not drawn as one."""
    for place in range(right, left + (right - left) // 2, -1):
        if page[place - 1].isspace():
            return place
    place = right
    while place > left + 1 and _glued(page, place):
        place -= 1
    return place if place > left + 1 else right


def _glued(page: str, place: int) -> bool:
    """Return whether a cut here would separate a letter from its marks, or the parts of one emoji."""
    if place >= len(page):
        return False
    return bool(_GLUE.match(page[place])) or page[place - 1] == "\u200d"
