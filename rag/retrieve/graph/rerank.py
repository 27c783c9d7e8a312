"""Rerank the top passages by how they cover the question, alone and in pairs.

The score is a weighted sum of the features of `candidates`; `tests/tools/train_rerank.py` fits the weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from rag.retrieve.graph.candidates import RERANK_FEATURES, CandidatePool
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking, move_to_front, place_pool_first

RERANK_FILE = Path(__file__).with_name("rerank.json")


@dataclass(frozen=True, slots=True)
class RerankParameters:
    """Reranking parameters: how many top passages are reranked, the most passages an entity may occur in to link two of
    them, and the weight of each feature; None means the trained weights."""

    first: int = 30
    widest: int = 200
    weights: Mapping[str, float] | None = None


def rerank(graph: QuestionGraph, ranking: Ranking, candidates: CandidatePool, rule: RerankParameters) -> Ranking:
    """Rerank the candidates, unless the rule turns that off.

    If the vectors carry no signal, words alone decide which passage a question asks for, and the graph what belongs to
    it.
    """
    reranked = rerank_pool(ranking, candidates, rule) if rule.first else ranking
    return reranked if graph.seeds.trust else move_to_front(reranked, graph.local, graph.seeds.hybrid[0][0])


def rerank_pool(ranking: Ranking, candidates: CandidatePool, rule: RerankParameters) -> Ranking:
    """Rerank the pool's passages by weighted features; their scores are scaled to between the next passage's and 1."""
    weight = weights() if rule.weights is None else rule.weights
    scores = candidates.features @ np.array([weight.get(name, 0.0) for name in RERANK_FEATURES], np.float32)
    return place_pool_first(ranking, candidates.pool, scores)


@lru_cache
def weights(fitted: Literal["all", "alone"] = "all") -> Mapping[str, float]:
    """Return the trained weight of each feature; `alone` are those fitted without the pair features."""
    loaded: dict[str, float] = json.loads(RERANK_FILE.read_text(encoding="utf-8"))["weights"][fitted]
    return loaded
