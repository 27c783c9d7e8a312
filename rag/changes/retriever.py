"""Gather both versions of a document for a question on what changed; other questions go to the retriever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter, Passage
from rag.changes.families import find_pair
from rag.changes.request import read_change_request
from rag.types import Hit, Provenance, Retriever, Seed

RANKER: Final = "versions"
"""The ranker of the hits that are versions of one document."""

MAX_PASSAGES = 60
"""Passages of each version that are read."""


def is_comparison(hits: Sequence[Hit]) -> bool:
    """Whether hits were gathered to compare two versions."""
    return any(seed.ranker == RANKER for hit in hits for seed in hit.trail.seeds)


class VersionRetriever:
    """Retrieves the passages of both versions that a question on changes is about, the older one's first."""

    def __init__(self, retriever: Retriever, store: GraphReader) -> None:
        self._retriever = retriever
        self._store = store

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        request = read_change_request(question)
        pair = find_pair(request, self._store.documents(where)) if request else None
        if pair is None:
            return self._retriever(question, k, where)
        passages = [
            passage
            for document in (pair.older, pair.newer)
            for passage in list(self._store.passages(where=replace(where, documents=(document.id,))))[:MAX_PASSAGES]
            if not passage.hidden
        ]
        return [_make_hit(passage, place) for place, passage in enumerate(passages, 1)]


def _make_hit(passage: Passage, place: int) -> Hit:
    return Hit(passage, 1 / place, Provenance((Seed(RANKER, place, 1 / place),)))
