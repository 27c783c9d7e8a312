"""Gather the passages that a summary is written from; other questions go to the retriever as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.store import GraphReader
from graph.types import EVERYTHING, Document, Filter, Passage
from rag.summary.request import read_summary_request
from rag.summary.scope import SummaryScope, find_scope, select_section
from rag.summary.sentences import select_sentences, summary_candidates
from rag.summary.themes import find_themes
from rag.types import Hit, Provenance, Retriever, Seed

TOPIC_PASSAGES = 20
"""Passages that a summary on a topic is written from."""

GATHERED_WORDS = 600
"""Words of the sentences chosen from the whole of a scope: their passages are what a summary is written from."""

MAX_THEMES, MIN_THEMES = 8, 2
"""Themes in an overview of everything; fewer make it the summary of one text."""

MIN_THEMED_PASSAGES = 30
"""Passages from which on themes are told apart."""

MAX_UNREAD = 3
"""Passages that stand for what holds no sentence that could stand in a summary."""

MAX_READ_PASSAGES = 1_000
"""Passages of a scope that are read, evenly spread over it if there are more."""


class SummaryRetriever:
    """Retrieves for a request for a summary the passages that stand for the whole of what it names.

    A topic is retrieved as a question is, within the documents that the request names. The passages of a whole
    document, section or collection are in their order; there may be more than k of either.
    """

    def __init__(self, retriever: Retriever, store: GraphReader) -> None:
        self._retriever = retriever
        self._store = store

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        request = read_summary_request(question)
        if request is None:
            return self._retriever(question, k, where)
        scope = find_scope(request, self._store.documents(where))
        inside = _narrow(where, scope)
        passages = self._read(inside) if scope.section or scope.documents or not scope.topic else []
        section = select_section(scope, passages)
        if scope.topic and not section:
            hits = self._retriever(scope.topic, TOPIC_PASSAGES, inside)
            return [hit for hit in hits if not hit.passage.hidden]
        if section or scope.documents is not None:
            return represent(section or passages)
        return self._represent_themes(passages, where)

    def _represent_themes(self, passages: Sequence[Passage], where: Filter) -> list[Hit]:
        """Return the passages that stand for the largest themes, theme by theme; for all passages if there are few."""
        read = spread_evenly(passages)
        themes = find_themes(self._store, read, where)[:MAX_THEMES] if len(read) >= MIN_THEMED_PASSAGES else []
        if len(themes) < MIN_THEMES:
            return represent(passages)
        budget = GATHERED_WORDS // len(themes)
        return [hit for theme in themes for hit in represent(theme.passages, budget, theme.name)]

    def _read(self, where: Filter) -> list[Passage]:
        return [passage for passage in self._store.passages(where=where) if not passage.hidden]


def _narrow(where: Filter, scope: SummaryScope[Document]) -> Filter:
    if scope.documents is None:
        return where
    return replace(where, documents=tuple(document.id for document in scope.documents))


def represent(passages: Sequence[Passage], budget: int = GATHERED_WORDS, theme: str = "") -> list[Hit]:
    """Return the passages of the sentences that stand for all of them, in their order, scored by those sentences."""
    read = spread_evenly(passages)
    chosen = select_sentences(summary_candidates(read), read, budget)
    if not chosen:
        return [Hit(passage, 0.0, Provenance(theme=theme)) for passage in read[:MAX_UNREAD]]
    ranks: dict[int, int] = {}
    for place, candidate in enumerate(chosen, start=1):
        ranks.setdefault(candidate.rank, place)
    return [_make_hit(read[rank], place, theme) for rank, place in sorted(ranks.items())]


def _make_hit(passage: Passage, place: int, theme: str) -> Hit:
    return Hit(passage, 1.0 / place, Provenance((Seed("summary", place, 1.0 / place),), theme=theme))


def spread_evenly(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Return at most `MAX_READ_PASSAGES` passages, evenly spread."""
    count = len(passages)
    if count <= MAX_READ_PASSAGES:
        return passages
    return [passages[place * count // MAX_READ_PASSAGES] for place in range(MAX_READ_PASSAGES)]
