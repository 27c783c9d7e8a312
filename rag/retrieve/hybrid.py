"""The seeds of graph retrieval without the graph: BM25 combined with passage and sentence cosine."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.graph.question import read_question
from rag.retrieve.graph.seeds import gather_seeds
from rag.retrieve.hits import load_hits
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit, Provenance


class Hybrid:
    """Graph retrieval without propagation."""

    def __init__(self, store: GraphReader, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        seeds = gather_seeds(read_question(question, self._embedder), self._store, where)
        top = seeds.hybrid[:k]
        provenance = {id_: Provenance(own) for id_, own in seeds.seeds_of(id_ for id_, _ in top).items()}
        return load_hits(self._store, top, provenance, where)


RETRIEVER = RetrieverSpec(
    "hybrid", "words and vectors mixed, without the graph", lambda parts: Hybrid(parts.store, parts.embedder)
)
