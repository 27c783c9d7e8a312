"""What the offline judges say of claims and passages, remembered: several metrics ask the same of one answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from evals.judges.relevance import relevance
from evals.judges.support import Support, best_support
from rag.embed.protocol import Embedder
from rag.types import Answer, Hit

ROOM = 4_096
"""Findings kept: those of the cases in work, and little more."""

T = TypeVar("T")


class EvidenceJudge:
    """The judges of support and relevance with one memory; usable from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """How far the texts together bear out the claim."""
        kept = tuple(texts)
        return self._once(("support", claim, kept), lambda: best_support(claim, kept, self._embedder))

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """The likelihood that each (title, text) has to do with the question."""
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
            while len(self._known) > ROOM:
                self._known.popitem(last=False)
        return made


def texts_of(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The passages of hits with their titles."""
    return tuple(f"{hit.passage.title}\n{hit.passage.text}".strip() for hit in hits)


def passages_of(hits: Sequence[Hit]) -> tuple[tuple[str, str], ...]:
    """The title and text of each hit."""
    return tuple((hit.passage.title, hit.passage.text) for hit in hits)


def lacking(said: Sequence[str], answer: Answer) -> str:
    """Why an answer cannot be held against its passages; empty when it can. `said` are its sentences."""
    if answer.abstained:
        return "abstained"
    if not said:
        return "the answer says nothing"
    return "" if answer.hits else "no passages came with the answer"
