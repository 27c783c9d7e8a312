"""The protocol of a reranker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from graph.model import Vector


class Reranker(Protocol):
    """Reads a question beside each text; `ModelError` when it fails."""

    @property
    def name(self) -> str: ...

    def score(self, question: str, texts: Sequence[str]) -> Vector:
        """One score a text, higher is better."""
        ...
