from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.embed.minilm import MiniLM
from rag.embed.remote import RemoteEmbedder
from rag.embed.transformers import SentenceTransformerEmbedder
from tests.contract.embedder_contract import EmbedderContract
from tests.rag.embed.embedding_server import KEY


class TestMiniLM(EmbedderContract):
    @pytest.fixture
    def embedder(self, minilm: MiniLM) -> MiniLM:
        return minilm


class TestTransformers(EmbedderContract):
    @pytest.fixture
    def embedder(self, original: SentenceTransformerEmbedder) -> SentenceTransformerEmbedder:
        return original


@pytest.mark.model
class TestRemote(EmbedderContract):
    tolerance = 1e-3

    @pytest.fixture
    def embedder(self, server: str) -> Iterator[RemoteEmbedder]:
        remote = RemoteEmbedder(server, "smollm2", KEY, timeout=120)
        yield remote
        remote.close()
