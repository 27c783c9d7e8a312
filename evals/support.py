"""How far a passage bears out a claim, without a language model: words, names, numbers, negation and likeness.

The words must occur near one another, a name or number that the passage does not have caps the support, and a claim
that denies what the passage says, or the other way round, is not borne out however alike the two are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.matching import coverage, negated, numbers
from evals.sentences import bounds
from graph.model import Vector
from graph.words import words
from rag.models.embed.protocol import Embedder

NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]+")
WINDOW = 2  # sentences read together: a claim often joins a sentence and its neighbour
MISSING_NUMBER, MISSING_NAME, CONTRADICTED = 0.25, 0.5, 0.2
WORD_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Support:
    """How well a claim is borne out, 0..1, and by which words of which text."""

    value: float
    evidence: str
    why: str = ""


def best_support(claim: str, texts: Sequence[str], embedder: Embedder) -> Support:
    """The best support for the claim in any of the texts; value 0 when there are none."""
    needed = words(claim)
    found = Support(0.0, "", "there is no evidence")
    if not texts or not needed:
        return found
    own = embedder.embed([claim])[0]
    cuts = [bounds(text) for text in texts]
    likenesses = embedder.embed_spans(texts, cuts)
    for text, cut, vectors in zip(texts, cuts, likenesses, strict=True):
        for start in range(len(cut)):
            end = min(start + WINDOW, len(cut))
            window = text[cut[start][0] : cut[end - 1][1]]
            likeness = _likeness(own, vectors[start:end])
            support = _weigh(claim, needed, window, text, likeness)
            if support.value > found.value or not found.evidence:
                found = support
    return found


def _likeness(own: Vector, vectors: np.ndarray) -> float:
    return max(0.0, float((vectors @ own).max(initial=0.0)))


def _weigh(claim: str, needed: list[str], window: str, text: str, likeness: float) -> Support:
    given = set(words(window))
    value = WORD_SHARE * coverage(needed, given) + (1 - WORD_SHARE) * likeness
    missing = numbers(claim) - numbers(text)
    if missing:
        return Support(min(value, MISSING_NUMBER), window, f"does not hold the number {', '.join(sorted(missing))}")
    unnamed = [name for name in NAME.findall(claim) if not set(words(name)) <= set(words(text))]
    if unnamed:
        return Support(min(value, MISSING_NAME), window, f"does not name {', '.join(unnamed)}")
    if negated(claim) != negated(_closest(needed, window)) and coverage(needed, given) >= 0.5:
        return Support(min(value, CONTRADICTED), window, "says the opposite")
    return Support(min(value, 1.0), window)


def _closest(needed: list[str], window: str) -> str:
    parts = [window[low:high] for low, high in bounds(window)]
    return max(parts, key=lambda part: coverage(needed, set(words(part))), default=window)
