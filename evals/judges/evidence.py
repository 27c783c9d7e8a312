"""The offline judges of support and relevance with a cache: several metrics judge the same answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from evals.judges.relevance import relevance
from evals.judges.support import Support, best_support
from rag.embed.protocol import Embedder
from rag.types import Answer, Hit

MAX_CACHED_FINDINGS = 4_096
"""Maximum cached findings: enough for the cases in progress."""

T = TypeVar("T")


class EvidenceJudge:
    """The judges of support and relevance with a shared cache; thread-safe."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._findings: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """Return how well the texts together support the claim."""
        parts = tuple(texts)
        return self._once(("support", claim, parts), lambda: best_support(claim, parts, self._embedder))

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """Return the probability that each (title, text) is relevant to the question."""
        candidates = tuple(passages)
        return self._once(("relevance", question, candidates), lambda: relevance(question, candidates, self._embedder))

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._findings:
                cached: T = self._findings[key]
                return cached
        finding = make()
        with self._lock:
            self._findings[key] = finding
            while len(self._findings) > MAX_CACHED_FINDINGS:
                self._findings.popitem(last=False)
        return finding


def texts_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the passage texts of hits with their titles."""
    return tuple(f"{hit.passage.title}\n{hit.passage.text}".strip() for hit in hits)


def passages_of(hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    """Return the title and text of each hit."""
    return tuple((hit.passage.title, hit.passage.text) for hit in hits)


def uncheckable_reason(sentences: Sequence[str], answer: Answer) -> str:
    """Return why an answer cannot be checked against its passages; empty if it can. `sentences` are the answer's."""
    if answer.abstained:
        return "abstained"
    if not sentences:
        return "the answer says nothing"
    return "" if answer.hits else "the answer came without passages"
