"""Answer from what stands under a heading: "What are the opening hours of the Lisbon office?" """

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from graph.blocks import CELL_SEPARATOR, SEPARATOR
from graph.text.negation import hints_at_negation
from graph.text.stemming import stems
from graph.text.verb_forms import verb_key
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.answer_type import AnswerType, asked_answer_type, has_answer_type
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.sentences import LIST_ITEM
from rag.answer.extractive.structured import LIKELY, SURE, StructuredAnswer, join_lines, read_all_lines
from rag.answer.extractive.surroundings import PARTS, is_short_paragraph

MAX_SHORT_WORDS = 8
"""Words of the only sentence under a heading that is given as the short answer."""

MAX_LINES = 3
"""Lines of prose under a heading that are quoted."""

MAX_LIST_LINES, MAX_LIST_WORDS = 14, 120
"""Lines and words of a list under a heading that is quoted whole."""

MAX_SECTION_LINES = 40
"""Lines under a heading among which a list is looked for."""

MIN_COVERED = 0.7
"""The share of the question's words that headings must cover."""

_ASKS_WAY = re.compile(
    r"\bhow (?:do|can|should|must|does|to|is|are)\b|\b(?:steps?|procedure|instructions?)\b"
    r"|\bwhat (?:do|must|should) (?:i|we|you) (?:have to |need to )?(?:do|need|bring)\b",
    re.IGNORECASE,
)

_NUMBER = re.compile(
    rf"#*\s*(?:(?:(?:{PARTS}|slide|step)\s+|§\s*)\d+(?:\.\d+)*\.?"
    r"|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s*[:–—-]?\s+",
    re.IGNORECASE,
)

_SAYING_NOTHING = frozenset(stems("must give tell say said know need want many much name list"))


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, what stands above it, and the first lines under it or the list there."""

    heading: str
    above: str
    lines: tuple[Candidate, ...]

    @property
    def listed(self) -> list[Candidate]:
        """The list that the lines begin with; empty without one."""
        return _leading_list(self.lines)


def answer_from_headings(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the line under the heading that the question names; None if no heading or several do.

    The heading itself must be named wholly and with a word that its neighbours' headings lack; what else is asked must
    stand in the headings above it.
    """
    asks_way = bool(_ASKS_WAY.search(question))
    best, leading = _leading_sections(question, passages, asks_way)
    if asks_way:
        leading = [section for section in leading if section.listed] or leading
    if best < MIN_COVERED or len({section.lines[0].text for section in leading}) > 1:
        return None
    section = leading[0]
    listed = section.listed
    text = section.lines[0].text
    short = text.rstrip(".") if len(section.lines) == 1 and len(text.split()) <= MAX_SHORT_WORDS else ""
    quotes = (join_lines(listed[0], listed[-1]),) if listed else section.lines
    return StructuredAnswer(short, quotes, SURE if best == 1 else LIKELY, bool(listed) and best == 1 and asks_way)


def _leading_sections(question: str, passages: Sequence[Passage], asks_way: bool) -> tuple[float, Sequence[_Section]]:
    """Return the largest share of the question that headings cover, 0 without any, and the sections below them."""
    asked = {stem for stem in stems(question) if len(stem) > 1} - _SAYING_NOTHING
    kind, negated = asked_answer_type(question), hints_at_negation(question)
    found = [
        (covered, section)
        for section in _sections(passages, asks_way)
        if (covered := _covered(asked, section, negated)) and _may_answer(kind, section)
    ]
    best = max((covered for covered, _ in found), default=0.0)
    return best, [section for covered, section in found if covered == best]


def _may_answer(kind: AnswerType, section: _Section) -> bool:
    """Return whether the lines hold what is asked for; the items of a list say who without a name: "if you are ill"."""
    listed = kind == "person" and bool(section.listed)
    return listed or any(has_answer_type(kind, line.text) for line in section.lines)


def _covered(asked: set[str], section: _Section, negated: bool) -> float:
    heading = section.heading
    if hints_at_negation(heading) != negated:
        return 0.0
    named, acts = set(stems(heading)), {verb_key(word) for word in words(heading)}
    in_heading = {stem for stem in asked if stem in named or verb_key(stem) in acts}
    whole = {verb_key(stem) for stem in named} <= {verb_key(stem) for stem in in_heading}
    if not named or not whole or named == set(stems(section.lines[0].passage.title)):
        return 0.0
    above = set(stems(section.above))
    # A question of the heading alone is as likely to be about another text.
    return len(in_heading | (asked & above)) / len(asked) if asked - in_heading or len(named) > 1 else 0.0


def _sections(passages: Sequence[Passage], asks_way: bool) -> Iterator[_Section]:
    for passage, lines in zip(passages, read_all_lines(passages), strict=True):
        above = passage.context
        last = ""
        if asks_way and (leading := _continued_section(passage, lines)):
            yield leading
        for number, line in enumerate(lines):
            if not _is_heading(line):
                continue
            if last and last.casefold() != line.text.casefold() and number and _is_heading(lines[number - 1]):
                above = last
            below = _below(lines[number + 1 :], asks_way)
            if below:
                seen = f"{passage.title} {above}" if not _seen_before(lines, number) else f"{passage.title} {last}"
                yield _Section(_without_number(line.text), seen, below)
            last = line.text


def _continued_section(passage: Passage, lines: Sequence[Candidate]) -> _Section | None:
    """Return the list at the start of a passage with the heading that it stands under in an earlier one."""
    above, _, heading = passage.context.partition("\n")[0].rpartition(SEPARATOR)
    section = (
        _Section(_without_number(heading), f"{passage.title} {above}", _below(lines, asks_way=True))
        if heading and lines
        else None
    )
    return section if section and section.listed else None


def _without_number(heading: str) -> str:
    """Return a heading without the number of its part: "5.2 Making a claim", "Article 3 – Fees"."""
    return _NUMBER.sub("", heading, count=1) or heading


def _seen_before(lines: Sequence[Candidate], number: int) -> bool:
    """Return whether the same heading stands above: then the headings above the first are not above this one."""
    return any(_is_heading(line) and line.text == lines[number].text for line in lines[:number])


def _below(lines: Sequence[Candidate], asks_way: bool) -> tuple[Candidate, ...]:
    """Return the list or table below a heading with its lead-in, else up to three lines up to the next heading.

    Where a way of doing something is asked, the list may follow other lines.
    """
    section = list(takewhile(lambda line: not _is_heading(line), lines[:MAX_SECTION_LINES]))
    starts = range(len(section)) if asks_way else range(1)
    listed = next((found for start in starts if (found := _leading_list(section[start:]))), [])
    short = sum(len(line.text.split()) for line in listed) <= MAX_LIST_WORDS
    return tuple(listed if listed and short and len(listed) <= MAX_LIST_LINES else section[:MAX_LINES])


def _leading_list(lines: Sequence[Candidate]) -> list[Candidate]:
    """Return the items or rows that lines begin with, after one that may lead in; nothing unless there are several."""
    lead = list(lines[:1]) if lines and lines[0].text.endswith(":") else []
    items = list(takewhile(_is_item, lines[len(lead) :]))
    return [*lead, *items] if len(items) > 1 else []


def _is_item(line: Candidate) -> bool:
    return bool(LIST_ITEM.match(line.text)) or CELL_SEPARATOR in line.text


def _is_heading(line: Candidate) -> bool:
    """Return whether a line stands alone, is short, and does not end like a sentence."""
    return is_short_paragraph(line) and not line.text.endswith((".", ":", ";", ",", "!", "。"))
