"""Answer what changed between two versions offline: the sentences that differ, side by side, each with its citation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.offline import cite_sentence, lay_out
from rag.answer.extractive.passage_evidence import join_neighbours
from rag.answer.hidden_text import split_hidden
from rag.changes.differences import Difference, find_differences
from rag.changes.families import VersionPair, find_pair
from rag.changes.request import ChangeRequest, read_change_request
from rag.changes.sections import find_sections
from rag.followup import resolve_followup
from rag.types import Answer, Answerer, Citation, Hit, Question, discard_text

MAX_WORDS = 260
"""Words of the sentences that are shown."""


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is shown, with its citations, and what it is."""

    text: str
    citations: tuple[Citation, ...]
    name: str


class ChangeAnswerer:
    """Answers questions on what changed with the sentences in which two versions among the hits differ.

    Everything else is left to the other answerer, and so are versions that do not differ. Hidden passages are read only
    if `hidden`.
    """

    def __init__(self, answerer: Answerer, name: str, hidden: bool = False) -> None:
        self._answerer = answerer
        self._name = name
        self._hidden = hidden

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        started = time.perf_counter()
        seen, hidden = split_hidden(hits, self._hidden)
        request = read_change_request(resolve_followup(question).standalone)
        passages = [hit.passage for hit in seen]
        found = _compare(request, passages) if request else None
        if found is None:
            return self._answerer(question, hits, write)
        write(found.text)
        return Answer(
            found.text,
            found.citations,
            tuple(seen),
            model=self._name,
            seconds=time.perf_counter() - started,
            hidden=hidden,
            evidence_only=True,
            summary_of=found.name,
        )


def _compare(request: ChangeRequest, passages: Sequence[Passage]) -> _Changes | None:
    """Return the differences of two versions, else what a list of releases says of the versions named."""
    pair = find_pair(request, passages)
    shown = _choose(pair, passages) if pair else []
    if pair and shown:
        return _lay_out(pair, shown)
    sentences = find_sections(request, passages)
    if not sentences:
        return None
    by_place = {(one.rank, one.place): one for one in sentences}
    quotes = join_neighbours(_within(sentences), by_place)
    citations = tuple(cite_sentence(marker, one, supports=False) for marker, one in enumerate(quotes, 1))
    text = "\n\n".join(f"{lay_out(one.quote)} [{one.marker}]" for one in citations)
    return _Changes(text, citations, f"what changed, in {sentences[0].passage.title}")


def _within(sentences: Sequence[Candidate]) -> list[Candidate]:
    """Return the first sentences, as many as there is room for."""
    sizes = accumulate(len(one.text.split()) for one in sentences)
    return [one for one, size in zip(sentences, sizes, strict=True) if size <= MAX_WORDS] or [sentences[0]]


def _choose(pair: VersionPair[Passage], passages: Sequence[Passage]) -> list[Difference]:
    """Return the differences on the topic, or all without one, as many as there is room for."""
    versions = [
        [passage for passage in passages if passage.document_id == one.document_id] for one in (pair.older, pair.newer)
    ]
    found = find_differences(*versions)
    on_topic = [one for one in found if pair.topic & set(stems(one.text))]
    shown: list[Difference] = []
    left = MAX_WORDS
    for difference in on_topic or found:
        left -= len(difference.text.split())
        if left < 0 and shown:
            break
        shown.append(difference)
    return shown


def _lay_out(pair: VersionPair[Passage], shown: Sequence[Difference]) -> _Changes:
    """Return the differences as paragraphs whose lines say which version they are of."""
    citations: list[Citation] = []

    def line(label: str, sentence: Candidate) -> str:
        citations.append(cite_sentence(len(citations) + 1, sentence, supports=False))
        return f"{label}: {lay_out(sentence.text)} [{len(citations)}]"

    older, newer = f"Older ({pair.older.title})", f"Newer ({pair.newer.title})"
    paragraphs = []
    for one in shown:
        if one.older and one.newer:
            paragraphs.append(f"{line(older, one.older)}\n{line(newer, one.newer)}")
        elif one.newer:
            paragraphs.append(line(f"{newer}, added", one.newer))
        elif one.older:
            paragraphs.append(line(f"{older}, left out", one.older))
    name = f"what differs between {pair.older.title} and {pair.newer.title}"
    return _Changes("\n\n".join(paragraphs), tuple(citations), name)
