"""The seeds of graph retrieval without the graph: BM25 combined with passage and sentence cosine."""

from __future__ import annotations

from graph.store import GraphStore
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.graph.seeds import gather_seeds, load_hits
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit, Provenance


class Hybrid:
    """Graph retrieval without propagation."""

    def __init__(self, store: GraphStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        seeding = gather_seeds(question, self._store, self._embedder, None, where)
        seeds = seeding.seeds_of(passage_id for passage_id, _ in seeding.hybrid[:k])
        trails = {passage_id: Provenance(own) for passage_id, own in seeds.items()}
        return load_hits(self._store, seeding.hybrid[:k], trails, where)


RETRIEVER = RetrieverSpec(
    "hybrid", "words and vectors mixed, without the graph", lambda parts: Hybrid(parts.store, parts.embedder)
)
