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
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """Return how well the texts together support the claim."""
        kept = tuple(texts)
        return self._once(("support", claim, kept), lambda: best_support(claim, kept, self._embedder))

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """Return the probability that each (title, text) is relevant to the question."""
        kept = tuple(passages)
        return self._once(("relevance", question, kept), lambda: relevance(question, kept, self._embedder))

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._known:
                found: T = self._known[key]
                return found
        made = make()
        with self._lock:
            self._known[key] = made
            while len(self._known) > MAX_CACHED_FINDINGS:
                self._known.popitem(last=False)
        return made


def texts_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the passage texts of hits with their titles."""
    return tuple(f"{hit.passage.title}\n{hit.passage.text}".strip() for hit in hits)


def passages_of(hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    """Return the title and text of each hit."""
    return tuple((hit.passage.title, hit.passage.text) for hit in hits)


def uncheckable_reason(said: Sequence[str], answer: Answer) -> str:
    """Return why an answer cannot be checked against its passages; empty if it can. `said` are its sentences."""
    if answer.abstained:
        return "abstained"
    if not said:
        return "the answer says nothing"
    return "" if answer.hits else "no passages came with the answer"
