"""BM25 alone."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.retrieve.hits import hits_of_ranker
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit


class BM25:
    """Rank passages by BM25 over the words they share with the question."""

    def __init__(self, store: GraphReader) -> None:
        self._store = store

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        return hits_of_ranker("bm25", self._store, self._store.search(question, k, where=where), where)


RETRIEVER = RetrieverSpec("bm25", "words alone (BM25)", lambda parts: BM25(parts.store), embeds=False)
