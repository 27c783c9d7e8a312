"""Who says a sentence of a transcript: the name that stands before their words, at the start of a line above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate

SPEAKER = re.compile(r"(?m)^([^\W\d_][\w .'’-]{1,40}):\s")

MIN_TURNS = 3
"""Times that a name must begin a line with a colon to be a speaker's: "Address:" stands there once."""

MIN_SPOKEN = 0.3
"""The share of its lines that begin with a name from which on a passage is a part of a transcript."""


def find_speakers(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the names that begin several turns in transcripts."""
    turns = Counter(name for passage in passages if _is_spoken(passage) for _, name in _read_turns(passage))
    return frozenset(name for name, count in turns.items() if count >= MIN_TURNS)


def name_speaker(candidate: Candidate, speakers: frozenset[str]) -> str:
    """Return who says a sentence that does not begin with a name itself; empty where its passage does not say."""
    if not speakers or SPEAKER.match(candidate.text) or not _is_spoken(candidate.passage):
        return ""
    before = [name for start, name in _read_turns(candidate.passage) if start < candidate.start]
    return before[-1] if before and before[-1] in speakers else ""


def _read_turns(passage: Passage) -> list[tuple[int, str]]:
    """Return where turns begin, and whose they are: names begin with a capital, where a script has any."""
    found = SPEAKER.finditer(passage.text)
    return [(match.start(), match[1]) for match in found if not match[1][0].islower() and "_" not in match[1]]


def _is_spoken(passage: Passage) -> bool:
    lines = sum(bool(line.strip()) for line in passage.text.splitlines())
    return len(_read_turns(passage)) >= MIN_SPOKEN * max(1, lines)
