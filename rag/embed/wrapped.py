"""An embedder that asks another one, which the caches of vectors extend."""

from __future__ import annotations

from collections.abc import Sequence

from graph.types import Matrix
from rag.embed.protocol import Bounds, Embedder, Role


class WrappedEmbedder:
    """Passes everything on to an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def knows(self, text: str) -> bool:
        return self._embedder.knows(text)

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        return self._embedder.embed(texts, role)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        return self._embedder.embed_spans(texts, spans)
