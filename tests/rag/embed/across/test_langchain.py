"""LangChain's embeddings in the place of ours, at a real embedding server."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import openai
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from graph.errors import ModelError
from rag.embed.minilm import MiniLM
from rag.embed.remote import RemoteEmbedder
from rag.langchain import as_embedder
from rag.langchain.embedder import LangChainEmbedder
from tests.contract.embedder_contract import EmbedderContract
from tests.rag.embed.embedding_server import KEY


def embeddings_at(url: str, client: openai.DefaultHttpxClient, key: str = KEY) -> OpenAIEmbeddings:
    return OpenAIEmbeddings(
        base_url=url,
        api_key=SecretStr(key),
        model="smollm2",
        check_embedding_ctx_length=False,
        max_retries=0,
        timeout=120,
        http_client=client,
    )


@pytest.fixture
def client() -> Iterator[openai.DefaultHttpxClient]:
    with openai.DefaultHttpxClient() as opened:
        yield opened


class Bundled(Embeddings):
    """The default embedder as LangChain would have it."""

    def __init__(self, inner: MiniLM) -> None:
        self.inner = inner

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.inner.embed(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class TestLangChain(EmbedderContract):
    @pytest.fixture
    def embedder(self, minilm: MiniLM) -> LangChainEmbedder:
        return as_embedder(Bundled(minilm), "minilm")


@pytest.mark.model
def test_rows_come_from_a_real_server(server: str, client: openai.DefaultHttpxClient) -> None:
    texts = ["The lighthouse was finished in 1874.", "", "The lighthouse was completed in 1874."]
    rows = as_embedder(embeddings_at(f"{server}/v1", client), "smollm2").embed(texts)
    remote = RemoteEmbedder(server, "smollm2", KEY, timeout=120)
    np.testing.assert_allclose(rows, remote.embed(texts), atol=1e-3)
    assert rows[0] @ rows[2] > 0.8
    remote.close()


@pytest.mark.model
def test_a_wrong_key_is_one_line(server: str, client: openai.DefaultHttpxClient) -> None:
    embedder = as_embedder(embeddings_at(f"{server}/v1", client, "wrong"), "smollm2")
    with pytest.raises(ModelError, match=r"langchain/smollm2 refuses the key \(401\)"):
        embedder.embed(["text"])


class Odd(Embeddings):
    """Answers with the rows it is given."""

    def __init__(self, rows: list[list[float]]) -> None:
        self.rows = rows

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.rows

    def embed_query(self, text: str) -> list[float]:
        return self.rows[0]


@pytest.mark.parametrize("rows", [[], [[]], [[1.0], [1.0, 2.0]], [[float("nan")]], [[1.0], [2.0]]])
def test_rows_that_are_no_vectors_are_refused(rows: list[list[float]]) -> None:
    with pytest.raises(ModelError, match="did not give one vector for each text"):
        as_embedder(Odd(rows), "odd").embed(["one"])


def test_a_question_is_embedded_as_one() -> None:
    embedder = as_embedder(DeterministicFakeEmbedding(size=8), "fake")
    assert (embedder.name, embedder.dimensions) == ("langchain/fake", 8)
    np.testing.assert_array_equal(embedder.embed(["x"], "query"), embedder.embed(["x"]))
