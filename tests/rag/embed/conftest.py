"""Embedders and the server of an embedding model, made once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embed.minilm import MiniLM
from rag.embed.transformers import SentenceTransformerEmbedder
from rag.embed.weights import weights_folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedder")


@pytest.fixture(scope="session")
def minilm(cache: Path) -> MiniLM:
    return MiniLM(cache)


@pytest.fixture(scope="session")
def original() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(weights_folder()), device="cpu")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a real embedding server."""
    script = Path(__file__).with_name("embedding_server.py")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http"), "the embedding server did not start"
        yield address
        process.terminate()
