"""Our embedder as LangChain embeddings, so that other libraries ask our vectors in the words of their questions."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.embed.protocol import Embedder


class EmbedderEmbeddings(Embeddings):
    """An embedder that makes its vectors as LangChain wants them: lists of numbers. Raises `ModelError`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, as the store holds of passages."""
        return [list(map(float, row)) for row in self._embedder.embed(texts, "passage")]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(number) for number in self._embedder.embed([text], "query")[0]]
