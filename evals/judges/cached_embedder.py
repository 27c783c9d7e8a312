"""An embedder with a cache: several metrics embed the same questions, answers and passages."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from graph.types import Matrix, Vector
from rag.embed.protocol import Bounds, Embedder, Role
from rag.embed.wrapped import WrappedEmbedder

MAX_CACHED_VECTORS = 100_000  # vectors kept; 150 MB at 384 dimensions


class CachedEmbedder(WrappedEmbedder):
    """Caches an embedder's vectors; thread-safe. A full cache is cleared."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._texts: dict[tuple[Role, str], Vector] = {}
        self._spans: dict[tuple[str, tuple[Bounds, ...]], Matrix] = {}
        self._cached_rows = 0
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one unit-length row per text, float32."""
        known = {text: row for text in texts if (row := self._texts.get((role, text))) is not None}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            known |= zip(missing, self._embedder.embed(missing, role), strict=True)
            self._make_room(len(missing))
            self._texts |= {(role, text): known[text] for text in missing}
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack([known[text] for text in texts])

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return, for each text, a matrix with one row per span."""
        keys = [(text, tuple(bounds)) for text, bounds in zip(texts, spans, strict=True)]
        known = {key: matrix for key in keys if (matrix := self._spans.get(key)) is not None}
        missing = list(dict.fromkeys(key for key in keys if key not in known))
        if missing:
            matrices = self._embedder.embed_spans([text for text, _ in missing], [bounds for _, bounds in missing])
            known |= zip(missing, matrices, strict=True)
            self._make_room(sum(len(matrix) for matrix in matrices))
            self._spans |= {key: known[key] for key in missing}
        return [known[key] for key in keys]

    def _make_room(self, rows: int) -> None:
        with self._lock:
            if self._cached_rows + rows > MAX_CACHED_VECTORS:
                self._texts, self._spans, self._cached_rows = {}, {}, 0
            self._cached_rows += rows
