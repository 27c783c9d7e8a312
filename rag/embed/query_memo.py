"""Embed each question once, whoever asks for its vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.lru_cache import LRUCache
from graph.types import Matrix, Vector
from rag.embed.protocol import Bounds, Embedder, Role

MAX_REMEMBERED_QUERIES = 64


class QueryMemo:
    """An embedder that remembers the vectors of the latest queries; usable from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: LRUCache[str, Vector] = LRUCache(MAX_REMEMBERED_QUERIES)

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def knows(self, text: str) -> bool:
        return self._embedder.knows(text)

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row per text; only queries that are not remembered are embedded."""
        if role != "query" or not texts:
            return self._embedder.embed(texts, role)
        known = {text: vector for text in texts if (vector := self._vectors.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= zip(new, self._embedder.embed(new, role), strict=True)
        for text in new:
            self._vectors.put(text, known[text])
        return np.stack([known[text] for text in texts])

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        return self._embedder.embed_spans(texts, spans)
