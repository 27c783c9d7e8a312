"""Answer from definitions: a term with its explanation on the next line, behind a colon, or as "X is …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.text.sentences import sentence_bounds
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.structured import LIKELY, SURE, StructuredAnswer, join_lines, read_all_lines

_ASKED = (
    re.compile(r"^\s*what\s+(?:is|are)\s+(?:meant\s+by\s+)?(?:an?\s+|the\s+term\s+|the\s+meaning\s+of\s+(?:an?\s+)?)?"
               r"(?P<term>[^?]{2,60}?)\s*\??\s*$", re.IGNORECASE),
    re.compile(r"^\s*what\s+(?:does|do)\s+(?:the\s+(?:term|word|abbreviation)\s+)?(?P<term>[^?]{2,60}?)\s+"
               r"(?:mean|stand\s+for|refer\s+to)\s*\??\s*$", re.IGNORECASE),
    re.compile(r"^\s*(?:define|explain|definition\s+of|meaning\s+of)\s+(?:an?\s+|the\s+term\s+)?"
               r"(?P<term>[^?]{2,60}?)\s*\??\s*$", re.IGNORECASE),
)  # fmt: skip
_OF = re.compile(r"['’]s\s|\b(?:of|in|for|at|on|to|by|with|from|that|who|which)\b", re.IGNORECASE)
_AT_HAND = re.compile(r"(?:the|this|that|these|those|it|there|your|my|our|their|his|her|its)\b|.*\bcalled$|[A-Z]{2,6}$")
_ACRONYM = re.compile(r"(?:[Tt]he )?[A-Z]{2,6}s?")
_QUOTES = "\"'“”‘’«»"
_SEPARATED = re.compile(r"\**(?P<term>[^:–—|\n]{2,60}?)\**\s*(?::\s|\s[–—-]\s|\s\|\s)\s*(?P<said>\S.{8,})")
_STATED = re.compile(
    r"(?:An?\s+|The\s+(?:term\s+)?)?[\"“'‘]?(?P<term>[^\"”.,;:]{2,60}?)[\"”'’]?\s*(?:\([^)]{1,40}\)\s*)?,?\s+"
    r"(?:is|are|means?|refers?\s+to|stands?\s+for|denotes?|describes?|shall\s+mean)\s+(?P<said>\S.{8,})"
)
MAX_TERM_WORDS = 6
"""Words of a line that is taken for a term with its explanation below."""


def asked_term(question: str) -> str:
    """Return the term of which a question asks the meaning; empty for other questions."""
    for pattern in _ASKED:
        if match := pattern.match(question):
            term = match["term"].strip(_QUOTES + " ")
            return "" if _OF.search(term) else term
    return ""


def is_acronym(term: str) -> bool:
    """Whether a term is a word in capitals, with or without its article."""
    return bool(_ACRONYM.fullmatch(term))


def asks_for_definition(question: str) -> bool:
    """Return whether a question asks what something is, not for a long form or what is at hand: "the price"."""
    return not _AT_HAND.match(term) if (term := asked_term(question)) else False


def answer_from_definitions(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the lines that define the term asked for; None if none do."""
    term = asked_term(question)
    wanted = stems(term)
    if not wanted:
        return None
    found = sorted(_definitions(wanted, passages), key=lambda answer: -answer.chance)
    return found[0] if found else None


def _definitions(wanted: list[str], passages: Sequence[Passage]) -> Iterator[StructuredAnswer]:
    for lines in read_all_lines(passages):
        for number, line in enumerate(lines):
            text = line.text
            below = lines[number + 1] if number + 1 < len(lines) else None
            if len(text.split()) <= MAX_TERM_WORDS and stems(text) == wanted and below:
                # Terms of a list stand right above what explains them, headings with a blank line between.
                near = "\n" not in line.passage.text[line.end + 1 : below.start]
                if near and len(below.text.split()) > 2:
                    yield StructuredAnswer("", (join_lines(line, below),), SURE)
            match = _SEPARATED.match(text)
            if match and _explains(match, wanted):
                yield StructuredAnswer("", (_whole(line),), SURE)
    for sentence in candidates(passages):
        match = _STATED.match(" ".join(sentence.text.split()))
        if match and _explains(match, wanted) and _begins_line(sentence):
            yield StructuredAnswer("", (sentence,), LIKELY)


def _explains(match: re.Match[str], wanted: list[str]) -> bool:
    return stems(match["term"]) == wanted and len(match["said"].split()) > 2


def _whole(line: Candidate) -> Candidate:
    """Return a line to the end of its sentence, which may be on another line."""
    text = line.passage.text
    ends = (line.start + end for _, end in sentence_bounds(text[line.start :]))
    return replace(line, end=next((end for end in ends if end >= line.end), line.end))


def _begins_line(sentence: Candidate) -> bool:
    return not sentence.passage.text[: sentence.start].rpartition("\n")[2].strip()
