"""The sentences of passages that say most of what all of them say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.judges.sentences import sentences
from rag.embed.protocol import Embedder

KEY, READ = 5, 60
NEW = 0.5
"""What likeness to a sentence already taken costs, against likeness to all."""

_SUMMARY = re.compile(
    r"\bsummar|\boverview\b|\b(?:main|key|central|most important) (?:points?|ideas?|themes?|topics?|takeaways?)"
    r"|\bin (?:short|brief|a nutshell)\b|\bgist\b|\bwhat (?:is|are) [^?]{3,80} about\b",
    re.IGNORECASE,
)


def asks_for_summary(question: str) -> bool:
    """Whether a question asks for a summary of much rather than for one thing."""
    return bool(_SUMMARY.search(question))


def gist(texts: Sequence[str], embedder: Embedder) -> list[str]:
    """At most five sentences in the order they stand, each like the whole and unlike those taken before it.

    Maximal marginal relevance (J. Carbonell & J. Goldstein, 1998) to the mean of all sentences.
    """
    every = [one for text in texts for one in sentences(text) if len(one.split()) > 3][:READ]
    if not every:
        return []
    vectors = embedder.embed(every)
    mean = vectors.mean(axis=0)
    central = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-6))
    taken: list[int] = []
    while len(taken) < min(KEY, len(every)):
        near = (vectors @ vectors[taken].T).max(axis=1) if taken else np.zeros(len(every))
        worth = central - NEW * near
        worth[taken] = -np.inf
        taken.append(int(np.argmax(worth)))
    return [every[place] for place in sorted(taken)]
