"""What a conversation is about: the names in its last question and in its last answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.text.citation_markers import strip_markers
from graph.text.names import NAME_OR_NUMBER_WORD
from graph.text.sentences import sentence_bounds
from graph.text.words import STOP_WORDS, WORD_PATTERN

MAX_TERMS = 6
"""Content words of a question that stand for its topic if it has no names."""

MAX_NAMES = 3
MAX_ANSWER_NAMES = 2
MAX_READ_CHARS = 400
"""Characters of an answer that are read for names: the short answer or the first quote."""

_NAME = re.compile(
    rf"\"[^\"\n]{{2,60}}\"|“[^”\n]{{2,60}}”"
    rf"|(?<!\w){NAME_OR_NUMBER_WORD}(?:\s+(?:(?:of|the|de|von|van|and)\s+)?{NAME_OR_NUMBER_WORD})*"
)
_NO_NAMES = frozenset(
    "i is are was were do does did tell give list name show explain describe compare please since until till same per "
    "within without".split()
)
_NO_NOUNS = frozenset(
    "many much long often get take cost tell know want need please thanks thank ok okay yes since until till time per "
    "same too".split()
)
_ASKS_PERSON = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_ASKS_PLACE = re.compile(r"\bwhere\b", re.IGNORECASE)
_ASKS_THING = re.compile(
    r"^\W*(?:in\s+|at\s+|and\s+)?(?:which|what)\s+(?!(?:is|are|was|were|do|does|did|about|if|has|have|can|would)\b)\w",
    re.IGNORECASE,
)
_HAS_LETTER = re.compile(r"[^\W\d_]")

AskedFor = Literal["", "person", "place", "thing"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What has been said last: the question as it stands alone, and the names in its answer.

    `part` is what a fragment put into the question, `whole` the question without a part that it put at its end.
    """

    question: str = ""
    answer_names: tuple[str, ...] = ()
    part: str = ""
    whole: str = ""

    @property
    def asked_for(self) -> AskedFor:
        """What the last question asks for, as far as a pronoun may stand for it."""
        if _ASKS_PERSON.search(self.question):
            return "person"
        if _ASKS_PLACE.search(self.question):
            return "place"
        return "thing" if _ASKS_THING.match(self.question) else ""

    @property
    def answers(self) -> tuple[str, ...]:
        """The names in the answer that the question does not hold."""
        return tuple(name for name in self.answer_names if name.casefold() not in self.question.casefold())


def answer_names(answer: str) -> tuple[str, ...]:
    """Return the first names in an answer: of its short answer, or of the first sentence."""
    plain = strip_markers(answer[:MAX_READ_CHARS]).strip()
    first = plain.split("\n", 1)[0]
    bounds = sentence_bounds(first)
    return tuple(
        name for name in find_names(first[slice(*bounds[0])] if bounds else first) if _HAS_LETTER.search(name)
    )[:MAX_ANSWER_NAMES]


def question_terms(text: str) -> list[str]:
    """Return the names in a question, or its content words if it has none."""
    found = find_names(text)
    if any(_HAS_LETTER.search(name) for name in found):
        return found[:MAX_NAMES]
    content = [word for word in WORD_PATTERN.findall(text) if word.casefold() not in STOP_WORDS | _NO_NOUNS]
    return list(dict.fromkeys(content))[:MAX_TERMS]


def find_names(text: str) -> list[str]:
    """Return the names and numbers in a question in order, each once, without a question's first word."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        first = name.split()[0]
        if first.casefold() in STOP_WORDS | _NO_NAMES:
            name = name[len(first) :].strip()
        if name and name.casefold() not in STOP_WORDS | _NO_NAMES:
            found.append(name)
    return list(dict.fromkeys(found))
