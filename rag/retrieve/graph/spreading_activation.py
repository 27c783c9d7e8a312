"""The walk: mass spreads from the seeds over the local graph, and passages are ranked by what reaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.pagerank import PageRanks, personalised_pagerank
from graph.types import Vector
from rag.retrieve.graph.bridges import Bridges
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Activation:
    """The mass of each passage and entity of a local graph, and its passages ranked by it."""

    ranks: PageRanks
    ranking: Ranking


def spread_activation(graph: QuestionGraph, bridges: Bridges, rule: Propagation = Propagation()) -> Activation:
    """Run PageRank from the starting passages and from the entities that are named or bridged."""
    starts = _aligned(graph.local.passages, graph.starts)
    entities = _with_total(bridges.scores, rule.entity_mass)
    ranks = personalised_pagerank(graph.local, starts, entities, rule.damping, rule.iterations)
    return Activation(ranks, _rank_passages(graph, ranks, rule.blend))


def _aligned(ids: Sequence[str], weights: Mapping[str, float]) -> Vector:
    return np.array([weights.get(id_, 0.0) for id_ in ids], dtype=np.float32)


def _with_total(scores: Vector, mass: float) -> Vector:
    total = float(scores.sum())
    return scores * np.float32(mass / total) if total > 0 else scores


def _rank_passages(graph: QuestionGraph, ranks: PageRanks, blend: float) -> Ranking:
    """Rank passages by mass; `blend` is the weight of the hybrid score against mass scaled to 0..1."""
    passages, scores = graph.local.passages, ranks.passages
    top = float(scores.max(initial=0.0))
    if blend and top > 0:
        scores = (1.0 - blend) * scores / top + blend * _aligned(passages, dict(graph.seeds.hybrid))
    order = sorted(range(len(passages)), key=lambda i: (-scores[i], passages[i]))
    return [(i, float(scores[i])) for i in order]
