"""Sentence pairs with human similarity scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.judges.matching import token_f1
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.metrics.semantic_similarity import VERSION
from rag.embed.protocol import Embedder


def similarity_set(name: str, rows: Sequence[tuple[float, str, str]], embedder: Embedder) -> LabelledSet:
    """Build the set of (score, sentence, other sentence) rows; each pair is its own item."""
    items = [LabelledItem(number, first, score) for number, (score, first, _) in enumerate(rows)]
    first_vectors, second_vectors = (
        embedder.embed([first for _, first, _ in rows]),
        embedder.embed([second for _, _, second in rows]),
    )
    scores = np.maximum(0.0, (first_vectors * second_vectors).sum(axis=1)).astype(np.float64)
    floor = np.array([token_f1(first, second) for _, first, second in rows], np.float64)
    judge = f"offline v{VERSION}, {embedder.name}"
    return LabelledSet(
        name,
        items,
        [
            Judgement("semantic_similarity", judge, "pearson", scores, floor, True),
            Judgement("token_f1", "offline v1", "pearson", floor, floor),
        ],
    )
