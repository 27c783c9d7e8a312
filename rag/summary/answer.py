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
from rag.summary.sensemaking import asks_for_points
from rag.summary.sentences import (
    COST_POWER,
    FEW_COST_POWER,
    MAX_WORDS,
    select_sentences,
    summary_candidates,
    topic_similarity,
)
from rag.summary.speakers import find_speakers, name_speaker
from rag.types import Answer, Answerer, Citation, Hit, Question, discard_text

SUMMARY_WORDS = 180
"""Words of a summary that has one part."""

THEME_WORDS, THEME_SENTENCES = 50, 2
"""Words and sentences on each theme of an overview."""

MAX_MISSING = 0.5
"""The share of a topic's words from which on a topic that no passage mentions is not summarised."""

MAX_MISSING_OF_WHOLE = 1.0
"""The same for a question about the whole, which may well use words of its own."""


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """The sentences on one theme, in their order; the only part has none."""

    theme: str
    sentences: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The parts of a summary, and what it is about, as people call it."""

    name: str
    parts: tuple[SummaryPart, ...]

    @property
    def sentences(self) -> tuple[Candidate, ...]:
        """The sentences of all parts."""
        return tuple(sentence for part in self.parts for sentence in part.sentences)


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
        summary = summarize(resolve_followup(question).standalone, seen, self._embedder)
        if summary is None:
            return self._answerer(question, hits, write)
        numbered = enumerate(summary.sentences, start=1)
        citations = tuple(cite_sentence(marker, one, supports=False) for marker, one in numbered)
        text = lay_out_summary(summary, citations, find_speakers(hit.passage for hit in seen))
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


def summarize(question: str, hits: Sequence[Hit], embedder: Embedder, budget: int = SUMMARY_WORDS) -> Summary | None:
    """Return the summary that a question asks for; None if it asks for none, or the passages do not tell of it."""
    request = read_summary_request(question)
    if request is None or not hits:
        return None
    passages = [hit.passage for hit in hits]
    scope: SummaryScope[Passage] = find_scope(request, passages)
    themes = list(dict.fromkeys(hit.trail.theme for hit in hits))
    if len(themes) > 1:
        parts = [
            _write_part([hit.passage for hit in hits if hit.trail.theme == theme], min(budget, THEME_WORDS), theme)
            for theme in themes
        ]
    else:
        topic = "" if select_section(scope, passages) else scope.topic
        covered = _is_covered(topic, passages, MAX_MISSING_OF_WHOLE if request.sensemaking else MAX_MISSING)
        parts = [_write_part(passages, budget, "", topic, embedder)] if covered else []
    kept = tuple(part for part in parts if part.sentences)
    return Summary(scope.name, kept) if kept else None


def lay_out_summary(summary: Summary, citations: Sequence[Citation], speakers: frozenset[str] = frozenset()) -> str:
    """Return each sentence as a paragraph with its marker, below the name of its theme, after that of its speaker."""
    paragraphs: list[str] = []
    numbered = iter(citations)
    for part in summary.parts:
        if part.theme:
            paragraphs.append(f"{part.theme}:")
        for sentence, citation in zip(part.sentences, numbered, strict=False):
            speaker = name_speaker(sentence, speakers)
            said = f"{speaker}: " if speaker else ""
            paragraphs.append(f"{said}{lay_out(citation.quote)} [{citation.marker}]")
    return "\n\n".join(paragraphs)


def _write_part(
    passages: Sequence[Passage], budget: int, theme: str, topic: str = "", embedder: Embedder | None = None
) -> SummaryPart:
    """Return the sentences of one part, on its topic if it has one; a theme has one at least."""
    found = summary_candidates(passages)
    if not found:
        return SummaryPart(theme, ())
    similarity = topic_similarity(found, topic, embedder) if topic and embedder else None
    cost_power = FEW_COST_POWER if theme else COST_POWER
    chosen = select_sentences(found, passages, budget, similarity, cost_power)
    if theme:
        chosen = chosen[:THEME_SENTENCES] or select_sentences(found, passages, MAX_WORDS)[:1]
    return SummaryPart(theme, tuple(_in_order(chosen, found)))


def _is_covered(topic: str, passages: Sequence[Passage], missing: float) -> bool:
    """Whether less than a share of a topic's words is missing in the passages, their titles and headings included;
    "risks" and the like need not be named."""
    wanted = set(stems(topic))
    there = {stem for passage in passages for stem in stems(f"{passage.heading}\n{passage.text}")}
    return not wanted or asks_for_points(topic) or len(wanted - there) < missing * len(wanted)


def _in_order(chosen: Sequence[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences as they follow each other in their documents, neighbours joined."""
    joined = join_neighbours(chosen, {(one.rank, one.place): one for one in found})
    first = {one.passage.document_id: place for place, one in reversed([*enumerate(joined)])}
    return sorted(joined, key=lambda one: (first[one.passage.document_id], one.passage.start + one.start))
