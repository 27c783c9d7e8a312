"""Reciprocal rank fusion of BM25 and dense search (Cormack, Clarke, Büttcher, SIGIR 2009)."""

from __future__ import annotations

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.retrieve.hits import load_hits
from rag.retrieve.spec import RetrieverSpec
from rag.types import Hit, Provenance, Ranker, Seed

FUSION_DEPTH = 100
RRF_CONSTANT = 60


class ReciprocalRankFusion:
    """Rank passages by the sum of 1 / (60 + rank) over both rankings."""

    def __init__(self, store: GraphReader, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        vector = self._embedder.embed([question], "query")[0]
        rankings: dict[Ranker, list[tuple[str, float]]] = {
            "bm25": self._store.search(question, FUSION_DEPTH, where=where),
            "dense": self._store.nearest(vector, FUSION_DEPTH, where=where),
        }
        scores: dict[str, float] = {}
        seeds: dict[str, tuple[Seed, ...]] = {}
        for ranker, ranking in rankings.items():
            for rank, (passage_id, score) in enumerate(ranking, start=1):
                scores[passage_id] = scores.get(passage_id, 0.0) + 1.0 / (RRF_CONSTANT + rank)
                seeds[passage_id] = (*seeds.get(passage_id, ()), Seed(ranker, rank, score))
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
        return load_hits(self._store, ranked, {id_: Provenance(seeds[id_]) for id_, _ in ranked}, where)


RETRIEVER = RetrieverSpec(
    "rrf", "reciprocal rank fusion of bm25 and dense", lambda parts: ReciprocalRankFusion(parts.store, parts.embedder)
)
