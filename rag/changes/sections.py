"""What a list of releases says under the headings of the versions that a question names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.changes.request import ChangeRequest, find_version

MAX_HEADING_WORDS = 7
"""Words of a line that may be the heading of a version."""


def find_sections(request: ChangeRequest, passages: Sequence[Passage]) -> list[Candidate]:
    """Return the sentences under the heading of the version that is named; of two, those after the older one, up to
    the newer. Empty if no heading of a document that is named has it."""
    if not request.versions:
        return []
    low, high = min(request.versions), max(request.versions)
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        if not request.words or request.words & set(stems(passage.title)):
            by_document.setdefault(passage.document_id, []).append(passage)
    for own in by_document.values():
        dated = [(version, sentence) for version, sentence in _dated(own) if version]
        if {low, high} <= {version for version, _ in dated}:
            return [one for version, one in dated if version == high or low < version < high]
    return []


def _dated(passages: Sequence[Passage]) -> Iterator[tuple[tuple[int, ...], Candidate]]:
    """Yield the sentences of a document with the version under whose heading they stand; empty above the first."""
    ranked = sorted(passages, key=lambda passage: passage.start)
    version: tuple[int, ...] = ()
    before = -1
    for sentence in candidates(ranked):
        if sentence.rank != before:
            before = sentence.rank
            lines = [find_version(line) for line in sentence.passage.context.splitlines() if _is_short(line)]
            version = next((found for found in reversed(lines) if found), version)
        found = find_version(sentence.text) if _is_heading(sentence) else ()
        if found:
            version = found
        else:
            yield version, sentence


def _is_heading(sentence: Candidate) -> bool:
    """Whether a sentence is a short line of its own that does not end as one."""
    text = sentence.passage.text
    beside = text[: sentence.start].rpartition("\n")[2].strip("#* \t") + text[sentence.end :].partition("\n")[0]
    return _is_short(sentence.text) and not beside.strip() and sentence.text[-1] not in ".!?;,"


def _is_short(line: str) -> bool:
    return len(line.split()) <= MAX_HEADING_WORDS
