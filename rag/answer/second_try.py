"""Whether a small model should be asked again, and which of two answers is the better one."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from graph.text.citation_markers import strip_markers
from graph.text.words import WORD_PATTERN
from rag.answer.abstain import is_abstention
from rag.answer.condense import STRONG_RELEVANCE
from rag.types import Answer

BEST_EVIDENCE_TOKENS = 120
"""Tokens of the evidence in a second try."""
COPIED_WORDS = 30
"""Words from which a verbatim run is a copy rather than a quotation."""
COPIED_SHARE = 0.8
"""The share of an answer that such a run makes up."""
HELD_CHARS = 80
"""Characters of a streamed answer that are held back until it is clear that it neither copies nor refuses."""

_NUMBER_FIRST = re.compile(r"\s*\[\d+\]\s*\w")


class HeldWriter:
    """Passes a streamed answer on once its start neither refuses nor begins with a passage's number."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._held = ""
        self._passes = False

    def __call__(self, piece: str) -> None:
        if self._passes:
            self._write(piece)
            return
        self._held += piece
        if len(self._held) >= HELD_CHARS and not _NUMBER_FIRST.match(self._held) and not is_abstention(self._held):
            self._pass_on(self._held)

    def close(self, text: str = "") -> None:
        """Write what was held back, or the text in its place."""
        if not self._passes and (text or self._held):
            self._pass_on(text or self._held)

    def _pass_on(self, text: str) -> None:
        self._passes = True
        self._write(text)


def needs_second_try(answer: Answer, best_relevance: float) -> bool:
    """Whether an answer copies a passage, or refuses although the best sentence probably answers."""
    return best_relevance >= STRONG_RELEVANCE if answer.abstained else copies_passage(answer)


def copies_passage(answer: Answer) -> bool:
    """Whether an answer begins with the number of a passage, or is little but a long run of a passage's words."""
    if _NUMBER_FIRST.match(answer.text):
        return True
    said = _words(strip_markers(answer.text))
    if len(said) < COPIED_WORDS:
        return False
    runs = (
        SequenceMatcher(None, said, _words(hit.passage.text), autojunk=False).find_longest_match().size
        for hit in answer.hits
    )
    return max(runs, default=0) >= max(COPIED_WORDS, COPIED_SHARE * len(said))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD_PATTERN.findall(text)]


def choose_better(first: Answer, second: Answer) -> Answer:
    """Return the answer that is better supported and no copy; a refusal is better than what nothing supports."""
    return second if _rank(second) > _rank(first) else first


def _rank(answer: Answer) -> int:
    if answer.abstained:
        return 1
    supported = {"supported": 4, "partly supported": 3}.get(answer.support, 0)
    return min(supported, 2) if copies_passage(answer) else supported
