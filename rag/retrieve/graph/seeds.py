"""Seeds of a search: BM25, dense passages and dense sentences, and how they are mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter, Vector
from rag.retrieve.graph.question import QuestionFeatures
from rag.types import Ranker, Seed

RANKER_DEPTH = 200
DENSE_SHARE = 0.6
FULL_TRUST_CORRELATION = 0.3
MIN_SHARED_PASSAGES = 10


@dataclass(frozen=True, slots=True, eq=False)
class SeedRankings:
    """The results of all rankers for one question.

    `rankings` holds each ranker's passages with scores, best first; `hybrid` is their combination, best first, in 0..1;
    `trust` (0..1) is how far the vectors are trusted.
    """

    rankings: Mapping[Ranker, list[tuple[str, float]]]
    hybrid: list[tuple[str, float]]
    trust: float = 1.0

    def seeds_of(self, passage_ids: Iterable[str]) -> dict[str, tuple[Seed, ...]]:
        """Return, for each of these passages, the rankers that found it."""
        found: dict[str, list[Seed]] = {passage_id: [] for passage_id in passage_ids}
        for ranker, ranking in self.rankings.items():
            for place, (passage_id, score) in enumerate(ranking, start=1):
                if passage_id in found:
                    found[passage_id].append(Seed(ranker, place, score))
        return {passage_id: tuple(seeds) for passage_id, seeds in found.items()}


def gather_seeds(question: QuestionFeatures, store: GraphReader, where: Filter = EVERYTHING) -> SeedRankings:
    """Run every ranker and mix what they find."""
    nearest = store.nearest(question.vector, 2 * RANKER_DEPTH, of="sentence", where=where)
    rankings: dict[Ranker, list[tuple[str, float]]] = {
        "bm25": store.search(question.text, RANKER_DEPTH, where=where),
        "dense": store.nearest(question.vector, RANKER_DEPTH, where=where),
        "sentence": best_by_passage(nearest),
    }
    return SeedRankings(rankings, *mix_rankings(rankings, store, question.vector, question.supported))


def fuse_seeds(whole: SeedRankings, asked: SeedRankings) -> SeedRankings:
    """Return the seeds of a question with its hybrid scores averaged with those of the part that asks."""
    if not asked.hybrid:
        return whole
    first, second = dict(whole.hybrid), dict(asked.hybrid)
    scores = {id_: (first.get(id_, 0.0) + second.get(id_, 0.0)) / 2 for id_ in first | second}
    return replace(whole, hybrid=sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def best_by_passage(sentences: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Rank passages by their best sentence; a sentence id begins with its passage's id."""
    best: dict[str, float] = {}
    for sentence_id, score in sentences:
        best.setdefault(sentence_id.rpartition("#")[0], score)
    return list(best.items())


def mix_rankings(
    rankings: Mapping[Ranker, list[tuple[str, float]]], store: GraphReader, vector: Vector, known: bool = True
) -> tuple[list[tuple[str, float]], float]:
    """Return the hybrid ranking and the trust in the vectors.

    The score is share x max(passage cosine, sentence cosine) + (1 - share) x BM25, each scaled to 0..1 over the
    candidates. The share is 0.6 x the trust, which is 0 if the embedder does not support the script.
    """
    ids = sorted({passage_id for ranking in rankings.values() for passage_id, _ in ranking})
    if not ids:
        return [], 1.0
    lexical, sentence = dict(rankings["bm25"]), dict(rankings["sentence"])
    cosine = store.similarities(ids, vector, "passage")
    dense = np.maximum(cosine, [sentence.get(id_, -1.0) for id_ in ids])
    words = np.array([lexical.get(id_, 0.0) for id_ in ids])
    trust = measure_trust(words, dense) if known else 0.0
    share = DENSE_SHARE * trust
    score = share * _scaled(dense) + (1.0 - share) * _scaled(words)
    order = np.argsort(-score, kind="stable")
    return [(ids[i], value) for i, value in zip(order.tolist(), score[order].tolist(), strict=True)], trust


def measure_trust(words: np.ndarray, dense: np.ndarray) -> float:
    """Return the trust in the vectors in 0..1: their correlation with BM25 over the passages that share words with the
    question, where 0.3 or more counts as 1. Vectors of a language the embedder was not trained on correlate with
    nothing."""
    shared = words > 0
    if np.count_nonzero(shared) < MIN_SHARED_PASSAGES:
        return 1.0
    x, y = words[shared] - words[shared].mean(), dense[shared] - dense[shared].mean()
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return float(np.clip(x @ y / spread / FULL_TRUST_CORRELATION, 0.0, 1.0)) if spread > 0 else 1.0


def _scaled(values: np.ndarray) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
