"""The seeds of graph retrieval without the graph: BM25 combined with passage and sentence cosine."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.graph.question import read_question
from rag.retrieve.graph.seeds import SeedRankings, gather_seeds
from rag.retrieve.hits import hits_of_seeds
from rag.retrieve.snapshot import SearchOnce
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit


class Hybrid:
    """Graph retrieval without propagation."""

    def __init__(self, store: GraphReader, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def search(self, text: str, where: Filter = EVERYTHING) -> SeedRankings:
        """Run every ranker and mix what they find."""
        return gather_seeds(read_question(text, self._embedder), self._store, where)

    def to_hits(self, search: SeedRankings, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        """Return the best k passages of the mix."""
        return hits_of_seeds(self._store, search, k, where)


RETRIEVER = RetrieverSpec(
    "hybrid",
    "words and vectors mixed, without the graph",
    lambda parts: SearchOnce(Hybrid(parts.store, parts.embedder)),
)
