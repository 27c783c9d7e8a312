"""Where a search starts: the same text seen by BM25, dense passage and dense sentence rankers, and by names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.model import EVERYTHING, Vector, Where
from graph.store import GraphStore
from rag.link import Linked, link
from rag.model import Hit, Ranker, Seed, Trail
from rag.models.embed.protocol import Embedder
from rag.models.tag.protocol import Tagger

DEPTH = 200
DENSE_SHARE = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Seeding:
    """What the rankers say of one question.

    `rankings` holds each ranker's passages, best first, with its scores; `hybrid` their mix, best first, in 0..1.
    """

    vector: Vector
    rankings: Mapping[Ranker, list[tuple[str, float]]]
    hybrid: list[tuple[str, float]]
    linked: tuple[Linked, ...]

    def seeds_of(self) -> dict[str, tuple[Seed, ...]]:
        """For each passage the rankers that found it."""
        found: dict[str, list[Seed]] = {}
        for ranker, ranking in self.rankings.items():
            for place, (passage_id, score) in enumerate(ranking, start=1):
                found.setdefault(passage_id, []).append(Seed(ranker, place, score))
        return {passage_id: tuple(seeds) for passage_id, seeds in found.items()}


def gather(
    question: str, store: GraphStore, embedder: Embedder, tagger: Tagger | None, where: Where = EVERYTHING
) -> Seeding:
    """Ask every ranker; without a tagger no names are linked."""
    vector: Vector = embedder.embed([question], "query")[0]
    rankings: dict[Ranker, list[tuple[str, float]]] = {
        "bm25": store.search(question, DEPTH, where=where),
        "dense": store.nearest(vector, DEPTH, where=where),
        "sentence": best_by_passage(store.nearest(vector, 2 * DEPTH, of="sentence", where=where)),
    }
    linked = link(question, store, tagger, where) if tagger is not None else []
    return Seeding(vector, rankings, mix(rankings, store, vector), tuple(linked))


def best_by_passage(sentences: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Passages by their best sentence; sentence ids begin with their passage's id."""
    best: dict[str, float] = {}
    for sentence_id, score in sentences:
        best.setdefault(sentence_id.rpartition("#")[0], score)
    return list(best.items())


def mix(
    rankings: Mapping[Ranker, list[tuple[str, float]]], store: GraphStore, vector: Vector
) -> list[tuple[str, float]]:
    """0.6 x the better of passage and sentence cosine + 0.4 x BM25, each scaled to 0..1 over the candidates."""
    ids = sorted({passage_id for ranking in rankings.values() for passage_id, _ in ranking})
    if not ids:
        return []
    lexical, sentence = dict(rankings["bm25"]), dict(rankings["sentence"])
    cosine = store.likeness(ids, vector, "passage")
    dense = np.maximum(cosine, [sentence.get(id_, -1.0) for id_ in ids])
    words = np.array([lexical.get(id_, 0.0) for id_ in ids])
    score = DENSE_SHARE * _scaled(dense) + (1.0 - DENSE_SHARE) * _scaled(words)
    order = sorted(range(len(ids)), key=lambda i: (-score[i], ids[i]))
    return [(ids[i], float(score[i])) for i in order]


def _scaled(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def hits(
    store: GraphStore, ranked: Sequence[tuple[str, float]], trails: Mapping[str, Trail], where: Where
) -> list[Hit]:
    """Passages read from the store, in the order ranked."""
    scores = dict(ranked)
    return [
        Hit(passage, scores[passage.id], trails.get(passage.id, Trail()))
        for passage in store.passages([passage_id for passage_id, _ in ranked], where)
    ]


def ranked_by(ranker: Ranker, store: GraphStore, ranking: Sequence[tuple[str, float]], where: Where) -> list[Hit]:
    """The hits of one ranker alone."""
    trails = {id_: Trail((Seed(ranker, place, score),)) for place, (id_, score) in enumerate(ranking, start=1)}
    return hits(store, ranking, trails, where)
