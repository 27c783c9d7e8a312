"""Embed each question once, whoever asks for its vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.lru_cache import LRUCache
from graph.types import Matrix, Vector
from rag.embed.protocol import Embedder, Role
from rag.embed.wrapped import WrappedEmbedder

MAX_REMEMBERED_QUERIES = 64


class QueryMemo(WrappedEmbedder):
    """An embedder that remembers the vectors of the latest queries; usable from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._vectors: LRUCache[str, Vector] = LRUCache(MAX_REMEMBERED_QUERIES)

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
