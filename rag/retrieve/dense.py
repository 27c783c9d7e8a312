"""Dense passage vectors alone."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.hits import hits_of_ranker
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit


class Dense:
    """Rank passages by the cosine of their vector with the question's."""

    def __init__(self, store: GraphReader, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        vector = self._embedder.embed([question], "query")[0]
        return hits_of_ranker("dense", self._store, self._store.nearest(vector, k, where=where), where)


RETRIEVER = RetrieverSpec("dense", "passage vectors alone", lambda parts: Dense(parts.store, parts.embedder))
