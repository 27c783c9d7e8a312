"""Our embedder as LangChain embeddings, so that other libraries can embed queries for our vectors."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.embed.protocol import Embedder


class EmbedderEmbeddings(Embeddings):
    """An embedder that returns vectors as LangChain expects them: lists of floats. Raises `ModelError`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per text, like the store's passage vectors."""
        return [list(map(float, row)) for row in self._embedder.embed(texts, "passage")]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(number) for number in self._embedder.embed([text], "query")[0]]
