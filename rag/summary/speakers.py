"""Who says a sentence of a transcript: the name that stands before their words, at the start of a line above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate

SPEAKER = re.compile(r"(?m)^([^\W\d_][\w .'’-]{1,40}):\s")

MIN_TURNS = 3
"""Times that a name must begin a line with a colon to be a speaker's: "Note:" and "Address:" stand there once."""


def find_speakers(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the names that begin several turns."""
    turns = Counter(match[1] for passage in passages for match in SPEAKER.finditer(passage.text))
    return frozenset(name for name, count in turns.items() if count >= MIN_TURNS)


def name_speaker(candidate: Candidate, speakers: frozenset[str]) -> str:
    """Return who says a sentence that does not begin with a name itself; empty where its passage does not say."""
    text = candidate.passage.text
    if not speakers or SPEAKER.match(candidate.text):
        return ""
    before = [match[1] for match in SPEAKER.finditer(text, 0, candidate.start)]
    return before[-1] if before and before[-1] in speakers else ""
