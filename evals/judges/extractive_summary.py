"""Extractive summarisation: the central sentences of passages."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.judges.sentences import sentences
from rag.embed.protocol import Embedder

KEY, MAX_SENTENCES_READ = 5, 60
REDUNDANCY_WEIGHT = 0.5
"""Weight of the similarity to a selected sentence, relative to the similarity to the mean."""

_SUMMARY = re.compile(
    r"\bsummar|\boverview\b|\b(?:main|key|central|most important) (?:points?|ideas?|themes?|topics?|takeaways?)"
    r"|\bin (?:short|brief|a nutshell)\b|\bgist\b|\bwhat (?:is|are) [^?]{3,80} about\b",
    re.IGNORECASE,
)


def asks_for_summary(question: str) -> bool:
    """Whether a question asks for a summary rather than a single fact."""
    return bool(_SUMMARY.search(question))


def central_sentences(texts: Sequence[str], embedder: Embedder) -> list[str]:
    """Select at most five sentences, in text order, each similar to the whole and unlike those already selected.

    Maximal marginal relevance (J. Carbonell & J. Goldstein, 1998) to the mean of all sentences.
    """
    every = [one for text in texts for one in sentences(text) if len(one.split()) > 3][:MAX_SENTENCES_READ]
    if not every:
        return []
    vectors = embedder.embed(every)
    mean = vectors.mean(axis=0)
    central = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-6))
    taken: list[int] = []
    while len(taken) < min(KEY, len(every)):
        near = (vectors @ vectors[taken].T).max(axis=1) if taken else np.zeros(len(every))
        worth = central - REDUNDANCY_WEIGHT * near
        worth[taken] = -np.inf
        taken.append(int(np.argmax(worth)))
    return [every[place] for place in sorted(taken)]
