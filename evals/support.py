"""How far a passage bears out a claim, without a language model: words, names, numbers, negation and likeness.

The words must occur near one another, a name or number that the passage does not have caps the support, and a claim
that denies what the passage says, or the other way round, is not borne out however alike the two are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evals.matching import coverage, negated, numbers
from graph.sentences import sentence_bounds
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


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of a text: the first and the one after the last, what they say, and their words."""

    first: int
    end: int
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text prepared for many claims: where its sentences lie, its windows, words and numbers."""

    text: str
    bounds: tuple[tuple[int, int], ...]
    windows: tuple[Window, ...]
    words: frozenset[str]
    numbers: frozenset[str]


@lru_cache(maxsize=4096)
def evidence(text: str) -> Evidence:
    """A text as evidence; remembered, as the same passages are found for many questions."""
    cut = tuple(sentence_bounds(text))
    ends = [min(first + WINDOW, len(cut)) for first in range(len(cut))]
    spans = [text[cut[first][0] : cut[end - 1][1]] for first, end in enumerate(ends)]
    windows = tuple(
        Window(first, end, span, frozenset(words(span)))
        for first, (end, span) in enumerate(zip(ends, spans, strict=True))
    )
    return Evidence(text, cut, windows, frozenset(words(text)), frozenset(numbers(text)))


def best_support(claim: str, texts: Sequence[str], embedder: Embedder) -> Support:
    """The best support for the claim in any of the texts; value 0 when there are none."""
    needed = words(claim)
    found = Support(0.0, "", "there is no evidence")
    if not texts or not needed:
        return found
    own = embedder.embed([claim])[0]
    prepared = [evidence(text) for text in texts]
    likenesses = embedder.embed_spans(list(texts), [one.bounds for one in prepared])
    for one, vectors in zip(prepared, likenesses, strict=True):
        close = np.maximum(vectors @ own, 0.0)
        for window in one.windows:
            likeness = float(close[window.first : window.end].max())
            best_possible = WORD_SHARE * coverage(needed, window.words) + (1 - WORD_SHARE) * likeness
            if best_possible <= found.value and found.evidence and not _is_said(claim, window.text):
                continue
            support = _weigh(claim, needed, window, one, likeness)
            if support.value > found.value or not found.evidence:
                found = support
    return found


def _weigh(claim: str, needed: list[str], window: Window, source: Evidence, likeness: float) -> Support:
    if _is_said(claim, window.text):
        return Support(1.0, window.text)
    covered = coverage(needed, window.words)
    value = WORD_SHARE * covered + (1 - WORD_SHARE) * likeness
    missing = numbers(claim) - source.numbers
    if missing:
        told = f"does not hold the number {', '.join(sorted(missing))}"
        return Support(min(value, MISSING_NUMBER), window.text, told)
    unnamed = [name for name in NAME.findall(claim) if not set(words(name)) <= source.words]
    if unnamed:
        return Support(min(value, MISSING_NAME), window.text, f"does not name {', '.join(unnamed)}")
    if covered >= 0.5 and negated(claim) != negated(_closest(needed, window.text)):
        return Support(min(value, CONTRADICTED), window.text, "says the opposite")
    return Support(min(value, 1.0), window.text)


def _is_said(claim: str, text: str) -> bool:
    """Whether the text has the claim word for word."""
    plain, said = (" ".join(part.casefold().split()) for part in (claim.rstrip(" .!"), text))
    return plain in said and bool(re.search(rf"(?<![\w.,]){re.escape(plain)}(?!\w)", said))


def _closest(needed: list[str], window: str) -> str:
    parts = [window[low:high] for low, high in sentence_bounds(window)]
    return max(parts, key=lambda part: coverage(needed, set(words(part))), default=window)
