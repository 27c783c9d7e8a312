"""An embedder that costs next to nothing, for what is about cost and not about meaning."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from graph.text.words import words
from graph.types import Matrix
from rag.embed.protocol import Bounds, Role


class Hashed:
    """Unit rows of as many dimensions as the default embedder has: each word counts in one that its digest tells."""

    name = "hashed"
    dimensions = 384

    def knows(self, text: str) -> bool:
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text):
                row[zlib.crc32(word.encode("utf-8", "replace")) % self.dimensions] += 1
            row[0] += 1
            row /= np.linalg.norm(row)
        return rows

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        return [self.embed([text[start:end] for start, end in of]) for text, of in zip(texts, spans, strict=True)]
