"""Embed the sentences of a passage once for the questions that find it again."""

from __future__ import annotations

from collections.abc import Sequence

from graph.lru_cache import LRUCache
from graph.types import Matrix
from rag.embed.protocol import Bounds, Embedder
from rag.embed.wrapped import WrappedEmbedder

MAX_REMEMBERED_TEXTS = 256
MAX_REMEMBERED_SPANS = 64
"""Spans of a text that is remembered; a text with more is embedded each time."""

_SpanKey = tuple[str, tuple[Bounds, ...]]


class SpanMemo(WrappedEmbedder):
    """An embedder that remembers the spans of the latest texts; usable from any thread."""

    def __init__(self, embedder: Embedder, remembered: int = MAX_REMEMBERED_TEXTS) -> None:
        super().__init__(embedder)
        self._vectors: LRUCache[_SpanKey, Matrix] = LRUCache(remembered)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return one matrix per text; only texts that are not remembered with these spans are embedded."""
        keys: list[_SpanKey] = [(text, tuple(its)) for text, its in zip(texts, spans, strict=True)]
        known = {key: vectors for key in keys if (vectors := self._vectors.get(key)) is not None}
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            made = self._embedder.embed_spans([text for text, _ in new], [its for _, its in new])
            known |= zip(new, made, strict=True)
        for key in new:
            if len(key[1]) <= MAX_REMEMBERED_SPANS:
                self._vectors.put(key, known[key])
        return [known[key] for key in keys]
