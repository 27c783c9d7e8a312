from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.judges.cached_embedder import CachedEmbedder
from graph.sqlite.store import SqliteStore
from rag.answer.extractive.quoting import QuotingAnswerer
from rag.answer.extractive.reader import Reader
from rag.embed.protocol import Embedder
from tests.evals.generate.films import FILMS, filled


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = filled(tmp_path_factory.mktemp("films") / "graph.db", FILMS)
    yield store
    store.close()


@pytest.fixture(scope="module")
def embedder(minilm: Embedder) -> CachedEmbedder:
    return CachedEmbedder(minilm)


@pytest.fixture(scope="module")
def answerer(embedder: CachedEmbedder, model_cache: Path) -> QuotingAnswerer:
    return QuotingAnswerer(embedder, Reader(model_cache))
