"""Gather the passages that a summary is written from; other questions go to the retriever as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from graph.store import GraphReader
from graph.types import EVERYTHING, Document, Filter, Passage
from rag.summary.request import read_summary_request
from rag.summary.scope import SummaryScope, find_scope, select_section
from rag.summary.sentences import select_sentences, summary_candidates
from rag.types import Hit, Provenance, Retriever, Seed

TOPIC_PASSAGES = 12
"""Passages that a summary on a topic is written from."""

GATHERED_WORDS = 600
"""Words of the sentences chosen from the whole of a scope: their passages are what a summary is written from."""

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
        section = select_section(scope, self._read(inside)) if scope.documents or scope.section else []
        if scope.topic and not section:
            hits = self._retriever(scope.topic, TOPIC_PASSAGES, inside)
            return [hit for hit in hits if not hit.passage.hidden]
        return _represent(section or self._read(inside))

    def _read(self, where: Filter) -> list[Passage]:
        return [passage for passage in self._store.passages(where=where) if not passage.hidden]


def _narrow(where: Filter, scope: SummaryScope[Document]) -> Filter:
    if scope.documents is None:
        return where
    return replace(where, documents=tuple(document.id for document in scope.documents))


def _represent(passages: Sequence[Passage]) -> list[Hit]:
    """Return the passages of the sentences that stand for all of them, in their order, scored by those sentences."""
    read = [passages[index] for index in _spread(len(passages))]
    chosen = select_sentences(summary_candidates(read), read, GATHERED_WORDS)
    if not chosen:
        return [Hit(passage, 0.0) for passage in islice(read, TOPIC_PASSAGES)]
    ranks: dict[int, int] = {}
    for place, candidate in enumerate(chosen, start=1):
        ranks.setdefault(candidate.rank, place)
    return [_make_hit(read[rank], place) for rank, place in sorted(ranks.items())]


def _make_hit(passage: Passage, place: int) -> Hit:
    return Hit(passage, 1.0 / place, Provenance((Seed("summary", place, 1.0 / place),)))


def _spread(count: int) -> range | list[int]:
    """Return at most so many indexes below count, evenly spread."""
    if count <= MAX_READ_PASSAGES:
        return range(count)
    return [place * count // MAX_READ_PASSAGES for place in range(MAX_READ_PASSAGES)]
