"""Write a summary offline: sentences of the passages, as they stand, each with its citation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.offline import cite_sentence, lay_out
from rag.answer.extractive.passage_evidence import join_neighbours
from rag.answer.hidden_text import split_hidden
from rag.embed.protocol import Embedder
from rag.followup import resolve_followup
from rag.summary.request import read_summary_request
from rag.summary.scope import SummaryScope, find_scope, select_section
from rag.summary.sentences import select_sentences, summary_candidates, topic_similarity
from rag.types import Answer, Answerer, Hit, Question, discard_text

SUMMARY_WORDS = 180
"""Words of a summary; one of a topic comes to this at most, too."""

MAX_MISSING = 0.5
"""The share of a topic's words from which on a topic that no passage mentions is not summarised."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences of a summary in their order, and what it is about, as people call it."""

    name: str
    sentences: tuple[Candidate, ...]


class SummaryAnswerer:
    """Answers requests for a summary with sentences of the hits; everything else is left to the other answerer.

    So is a topic of which the hits say nothing. Hidden passages are read only if `hidden`.
    """

    def __init__(self, answerer: Answerer, embedder: Embedder, name: str, hidden: bool = False) -> None:
        self._answerer = answerer
        self._embedder = embedder
        self._name = name
        self._hidden = hidden

    def __call__(self, question: Question, hits: Sequence[Hit], write: Callable[[str], None] = discard_text) -> Answer:
        started = time.perf_counter()
        seen, hidden = split_hidden(hits, self._hidden)
        summary = summarize(resolve_followup(question).standalone, [hit.passage for hit in seen], self._embedder)
        if summary is None:
            return self._answerer(question, hits, write)
        citations = tuple(cite_sentence(marker, one, True) for marker, one in enumerate(summary.sentences, start=1))
        text = "\n\n".join(f"{lay_out(one.quote)} [{one.marker}]" for one in citations)
        write(text)
        return Answer(
            text,
            citations,
            seen,
            model=self._name,
            seconds=time.perf_counter() - started,
            hidden=hidden,
            evidence_only=True,
            summary_of=summary.name,
        )


def summarize(
    question: str, passages: Sequence[Passage], embedder: Embedder, budget: int = SUMMARY_WORDS
) -> Summary | None:
    """Return the summary that a question asks for; None if it asks for none, or the passages do not tell of it."""
    request = read_summary_request(question)
    if request is None or not passages:
        return None
    scope: SummaryScope[Passage] = find_scope(request, passages)
    topic = "" if select_section(scope, passages) else scope.topic
    found = summary_candidates(passages)
    if not found or not _is_covered(topic, passages):
        return None
    similarity = topic_similarity(found, topic, embedder) if topic else None
    chosen = select_sentences(found, passages, budget, similarity)
    return Summary(scope.name, tuple(_in_order(chosen, found))) if chosen else None


def _is_covered(topic: str, passages: Sequence[Passage]) -> bool:
    """Whether the passages hold enough of a topic's words, those of their titles and headings included."""
    wanted = set(stems(topic))
    there = {stem for passage in passages for stem in stems(f"{passage.heading}\n{passage.text}")}
    return not wanted or len(wanted - there) < MAX_MISSING * len(wanted)


def _in_order(chosen: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences as they follow each other in their documents, neighbours joined."""
    joined = join_neighbours(chosen, {(one.rank, one.place): one for one in found})
    first = {one.passage.document_id: place for place, one in reversed([*enumerate(joined)])}
    return sorted(joined, key=lambda one: (first[one.passage.document_id], one.passage.start + one.start))
