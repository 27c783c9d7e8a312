"""What stands around a sentence in its passage: its neighbours, the heading above it, the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.blocks import CELL_SEPARATOR
from rag.answer.extractive.evidence import Candidate

MIN_SEPARATORS = 2
"""Marks between the cells of a row whose table has names of columns."""

MAX_HEADING_WORDS = 9
"""Words of a line that may be a heading."""

_VALUE = re.compile(r"\s*(?:[-+~≈<>(]?\s*[$€£¥]?\s*\d|\S+@\S+|https?:)", re.IGNORECASE)
_HEADING = re.compile(r"[^\W\d_a-z][^\n\d|.!?:;,]*[^\W_]\)?")
PARTS = "chapter|section|part|annex|appendix|article|procedure|unit|module"
"""What parts of documents are called in their headings, as alternatives of a regular expression."""

_KEYWORD_HEADING = re.compile(rf"#*\s*(?:(?:{PARTS})\s|\d)", re.IGNORECASE)
_NUMBERED_HEADING = re.compile(
    rf"#*\s*(?:(?:{PARTS})\s+[\w.]+\s*[:.–—-]?\s*)?"
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?-i:[^\W_a-z])[^\n|.!?:;,]*",
    re.IGNORECASE,
)


def is_heading(candidate: Candidate) -> bool:
    """Whether a sentence is a short line of its own, without figures or a mark at its end, and more lines follow."""
    return bool(_HEADING.fullmatch(candidate.text)) and _stands_alone(candidate)


def is_section_heading(candidate: Candidate) -> bool:
    """Whether a sentence may be a heading, with or without figures: "Chapter 7: Pump P7"."""
    return bool(_NUMBERED_HEADING.fullmatch(candidate.text)) and _stands_alone(candidate)


def _stands_alone(candidate: Candidate) -> bool:
    """Whether a sentence is a short line of its own, and more lines follow."""
    passage = candidate.passage.text
    beside = passage[: candidate.start].rpartition("\n")[2] + passage[candidate.end :].partition("\n")[0]
    short = len(candidate.text.split()) <= MAX_HEADING_WORDS
    return short and bool(passage[candidate.end :].strip()) and not beside.strip()


def stands_above(candidate: Candidate) -> bool:
    """Whether a sentence is a short paragraph without a mark at its end that another one follows, as headings are."""
    return candidate.text[-1].isalnum() and is_short_paragraph(candidate)


def is_short_paragraph(candidate: Candidate) -> bool:
    """Whether a sentence of a few words is a paragraph of its own that another one follows."""
    passage = candidate.passage.text
    starts = candidate.start == 0 or passage.startswith("\n\n", candidate.start - 2)
    apart = starts and passage.startswith("\n\n", candidate.end)
    return apart and not is_row(candidate) and len(candidate.text.split()) <= MAX_HEADING_WORDS


def column_names(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> Candidate | None:
    """Return the first row of the table that a row stands in; None if it is that, or they stand above the passage.

    That of a table of two columns may be a pair like the others, and is not taken for their names.
    """
    cells = candidate.text.count(CELL_SEPARATOR)
    if cells < MIN_SEPARATORS or CELL_SEPARATOR in candidate.passage.context:
        return None
    top = _first_row(candidate, by_place)
    return None if top is candidate or top.text.count(CELL_SEPARATOR) != cells else top


def names_columns(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> bool:
    """Whether a row is the first of its table and holds no value of its own, so that it names the columns below."""
    cells = candidate.text.split(CELL_SEPARATOR)
    if len(cells) <= MIN_SEPARATORS or CELL_SEPARATOR in candidate.passage.context:
        return False
    below = neighbour(candidate, by_place, 1)
    if below is None or below.text.count(CELL_SEPARATOR) != len(cells) - 1 or not _is_next_line(candidate, below):
        return False
    return _first_row(candidate, by_place) is candidate and not any(_VALUE.match(cell) for cell in cells)


def names_of_columns(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> str:
    """Return the row that names the columns of a row's table: above the passage, or the first in it; empty if it is
    that itself."""
    above = [line for line in candidate.passage.context.split("\n") if CELL_SEPARATOR in line]
    if above:
        return above[-1]
    top = _first_row(candidate, by_place)
    return "" if top is candidate else top.text


def _first_row(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> Candidate:
    """Return the first of the rows that stand above a row, line by line."""
    top = candidate
    while (above := neighbour(top, by_place, -1)) and is_row(above) and _is_next_line(above, top):
        top = above
    return top


def heading_above(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate]) -> str:
    """Return what a sentence stands below: what stands above its passage, and the last headings before it in that."""
    before = [one for (rank, place), one in by_place.items() if rank == candidate.rank and place <= candidate.place]
    return headings_above(sorted(before, key=lambda one: one.place))[-1]


def headings_above(sentences: Sequence[Candidate]) -> list[str]:
    """Return what each sentence of a passage stands below, as a reader sees it.

    A heading that another one follows at once is above that and those after it, until the next of its kind.
    """
    found: list[str] = []
    above, upper, last = "", "", -2
    for number, sentence in enumerate(sentences):
        if is_section_heading(sentence):
            if last == number - 1:
                upper = above
            elif _KEYWORD_HEADING.match(sentence.text):
                upper = ""
            above, last = sentence.text, number
        passage = sentence.passage
        found.append("\n".join(filter(None, (passage.title, upper, above, passage.context))))
    return found


def is_row(candidate: Candidate) -> bool:
    """Whether a sentence is a row of a table."""
    return CELL_SEPARATOR in candidate.text


def _is_next_line(one: Candidate, other: Candidate) -> bool:
    return one.passage.text[one.end : other.start].count("\n") == 1


def neighbour(candidate: Candidate, by_place: Mapping[tuple[int, int], Candidate], step: int) -> Candidate | None:
    """Return the sentence so many places further in the same passage; None if there is none."""
    return by_place.get((candidate.rank, candidate.place + step))
