"""Answers that the structure of documents gives: tables, fields, definitions, what stands under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate

SURE = 0.92
"""The chance of being right of an answer whose key and surroundings cover the question."""

LIKELY = 0.7
"""The chance if a few words of the question are not covered."""

POSSIBLE = 0.6
"""The chance if the key alone fits, and nothing speaks of another thing."""

_ASKS_FOR_VALUE = re.compile(
    r"\b(?:who|whom|whose|what|which|where|when|how|why|give|tell|name|state|show|find|list|define)\b", re.IGNORECASE
)
_LINE = re.compile(r"[^\n]*\S")


@dataclass(frozen=True, slots=True)
class StructuredAnswer:
    """A short answer (empty where only the quotes answer), the lines to quote, best first, and the chance.

    `whole` if the quotes are all that there is to the question: the steps under the heading that it names.
    """

    short: str
    quotes: tuple[Candidate, ...]
    chance: float
    whole: bool = False


def asks_for_value(question: str) -> bool:
    """Return whether a question asks for something to be named, not for yes or no."""
    return bool(_ASKS_FOR_VALUE.search(question))


def read_lines(rank: int, passage: Passage) -> Iterator[Candidate]:
    """Yield the lines of a passage that hold anything, without the blanks around them."""
    for place, match in enumerate(_LINE.finditer(passage.text)):
        lead = len(match.group()) - len(match.group().lstrip())
        yield Candidate(passage, rank, place, match.start() + lead, match.end())


def read_all_lines(passages: Sequence[Passage]) -> list[list[Candidate]]:
    """Return the lines of each passage."""
    return [list(read_lines(rank, passage)) for rank, passage in enumerate(passages)]


def join_lines(first: Candidate, last: Candidate) -> Candidate:
    """Return the stretch of a passage from one line to another."""
    return Candidate(first.passage, first.rank, first.place, first.start, last.end)
