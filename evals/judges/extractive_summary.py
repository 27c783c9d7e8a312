"""Extractive summarisation: the central sentences of passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.judges.sentences import sentences
from rag.embed.protocol import Embedder

MAX_MAIN_POINTS, MAX_SENTENCES_READ = 5, 60
REDUNDANCY_WEIGHT = 0.5
"""Weight of the similarity to a selected sentence, relative to the similarity to the mean."""


def central_sentences(texts: Sequence[str], embedder: Embedder) -> list[str]:
    """Select at most five sentences, in text order, each similar to the whole and unlike those already selected.

    Maximal marginal relevance (J. Carbonell & J. Goldstein, 1998) to the mean of all sentences.
    """
    candidates = [sentence for text in texts for sentence in sentences(text) if len(sentence.split()) > 3][
        :MAX_SENTENCES_READ
    ]
    if not candidates:
        return []
    vectors = embedder.embed(candidates)
    mean = vectors.mean(axis=0)
    central = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-6))
    selected: list[int] = []
    while len(selected) < min(MAX_MAIN_POINTS, len(candidates)):
        redundancy = (vectors @ vectors[selected].T).max(axis=1) if selected else np.zeros(len(candidates))
        gain = central - REDUNDANCY_WEIGHT * redundancy
        gain[selected] = -np.inf
        selected.append(int(np.argmax(gain)))
    return [candidates[index] for index in sorted(selected)]
