"""Answer from a foot- or endnote, read together with the sentence that its mark stands behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import LIKELY, StructuredAnswer, read_all_lines

_NOTE = re.compile(r"\[(\d{1,3})\]\s+(?=\S)")
MIN_COVERED = 0.7
"""The share of the question's words that note, sentence and headings must cover."""


def answer_from_notes(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return a note and the line that refers to it; None unless they cover the question and the note much of it."""
    asked = {stem for stem in stems(question) if len(stem) > 1}  # no "s" of a genitive
    found: list[tuple[float, Candidate, Candidate]] = []
    for lines in read_all_lines(passages):
        for note in lines:
            match = _NOTE.match(note.text)
            line = next((one for one in lines if match and one != note and match.group().strip() in one.text), None)
            if line is None or not asked:
                continue
            said = set(stems(note.text))
            covered = len(asked & (said | set(stems(f"{note.passage.heading} {line.text}")))) / len(asked)
            if covered >= MIN_COVERED and 2 * len(asked & said) >= len(asked) and not asked <= set(stems(line.text)):
                found.append((covered, note, line))
    if not found:
        return None
    covered, note, line = max(found, key=lambda item: item[0])
    return StructuredAnswer("", (note, line), LIKELY)
