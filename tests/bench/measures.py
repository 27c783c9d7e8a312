"""Ranking measures of one question, as in Manning, Raghavan, Schütze, "Introduction to Information Retrieval"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

MEASURES = ("recall@1", "recall@2", "recall@5", "recall@10", "all_gold@5", "ndcg@10")


def recall(ranked: Sequence[str], gold: AbstractSet[str], k: int) -> float:
    """The share of the gold results that are among the first k."""
    return len(gold & set(ranked[:k])) / len(gold)


def ndcg(ranked: Sequence[str], gold: AbstractSet[str], k: int) -> float:
    """Discounted gain of gold results (gain 1, discount log2(1 + rank)) over that of the best order."""
    gained = sum(1 / math.log2(rank + 1) for rank, one in enumerate(ranked[:k], start=1) if one in gold)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(gold)) + 1))
    return gained / best


def measured(ranked: Sequence[str], gold: AbstractSet[str]) -> tuple[float, ...]:
    """The values of MEASURES for one question."""
    return (
        recall(ranked, gold, 1),
        recall(ranked, gold, 2),
        recall(ranked, gold, 5),
        recall(ranked, gold, 10),
        float(recall(ranked, gold, 5) == 1.0),
        ndcg(ranked, gold, 10),
    )
