"""Our embedder where LangChain expects embeddings of its own."""

from __future__ import annotations

import numpy as np

from rag.embed.protocol import Embedder
from rag.langchain import as_embedder, as_embeddings

TEXTS = ["The lamp was lit at dusk.", "Rye bread from Tuesday to Saturday.", ""]


def test_vectors_are_those_of_the_embedder(minilm: Embedder) -> None:
    given = as_embeddings(minilm)
    rows = given.embed_documents(TEXTS)
    assert np.array_equal(np.array(rows, np.float32), minilm.embed(TEXTS))
    assert type(rows[0][0]) is float
    assert given.embed_query(TEXTS[0]) == rows[0]
    assert given.embed_documents([]) == []


def test_there_and_back_is_the_same(minilm: Embedder) -> None:
    back = as_embedder(as_embeddings(minilm), minilm.name)
    assert back.dimensions == minilm.dimensions
    assert np.allclose(back.embed(TEXTS), minilm.embed(TEXTS), atol=1e-6)
