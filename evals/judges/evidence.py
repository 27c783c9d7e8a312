"""The offline judges of support and relevance with a cache: several metrics judge the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.relevance import relevance
from evals.judges.support import Support, best_support
from graph.lru_cache import LRUCache
from rag.embed.protocol import Embedder
from rag.types import Answer, Hit

MAX_CACHED_FINDINGS = 2_048
"""Maximum cached findings of each judge: enough for the cases in progress."""


class EvidenceJudge:
    """The judges of support and relevance with a cache each; thread-safe."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._support: LRUCache[tuple[str, tuple[str, ...]], Support] = LRUCache(MAX_CACHED_FINDINGS)
        self._relevance: LRUCache[tuple[str, tuple[tuple[str, str], ...]], list[float]] = LRUCache(MAX_CACHED_FINDINGS)

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """Return how well the texts together support the claim."""
        parts = tuple(texts)
        return self._support.get_or_make((claim, parts), lambda: best_support(claim, parts, self._embedder))

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """Return the probability that each (title, text) is relevant to the question."""
        candidates = tuple(passages)
        return self._relevance.get_or_make(
            (question, candidates), lambda: relevance(question, candidates, self._embedder)
        )


def texts_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the passage texts of hits with their titles."""
    return tuple(f"{hit.passage.heading}\n{hit.passage.text}".strip() for hit in hits)


def passages_of(hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    """Return the title and text of each hit."""
    return tuple((hit.passage.heading, hit.passage.text) for hit in hits)


def uncheckable_reason(sentences: Sequence[str], answer: Answer) -> str:
    """Return why an answer cannot be checked against its passages; empty if it can. `sentences` are the answer's."""
    if answer.abstained:
        return "abstained"
    if not sentences:
        return "the answer says nothing"
    return "" if answer.hits else "the answer came without passages"
