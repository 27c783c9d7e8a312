"""Reciprocal rank fusion of BM25 and dense search (Cormack, Clarke, Büttcher, SIGIR 2009)."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.graph.seeds import SeedRankings
from rag.retrieve.hits import hits_of_seeds
from rag.retrieve.snapshot import SearchOnce
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit, Ranker

FUSION_DEPTH = 100
RRF_CONSTANT = 60


class ReciprocalRankFusion:
    """Rank passages by the sum of 1 / (60 + rank) over both rankings."""

    def __init__(self, store: GraphReader, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def search(self, text: str, where: Filter = EVERYTHING) -> SeedRankings:
        """Run both rankers and fuse their rankings."""
        vector = self._embedder.embed([text], "query")[0]
        rankings: dict[Ranker, list[tuple[str, float]]] = {
            "bm25": self._store.search(text, FUSION_DEPTH, where=where),
            "dense": self._store.nearest(vector, FUSION_DEPTH, where=where),
        }
        scores: dict[str, float] = {}
        for ranking in rankings.values():
            for rank, (passage_id, _) in enumerate(ranking, start=1):
                scores[passage_id] = scores.get(passage_id, 0.0) + 1.0 / (RRF_CONSTANT + rank)
        return SeedRankings(rankings, sorted(scores.items(), key=lambda item: (-item[1], item[0])))

    def to_hits(self, search: SeedRankings, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        """Return the best k passages of the fused ranking."""
        return hits_of_seeds(self._store, search, k, where)


RETRIEVER = RetrieverSpec(
    "rrf",
    "reciprocal rank fusion of bm25 and dense",
    lambda parts: SearchOnce(ReciprocalRankFusion(parts.store, parts.embedder)),
)
