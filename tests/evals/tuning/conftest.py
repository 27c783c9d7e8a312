from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.sqlite.store import SqliteStore
from rag.embed.protocol import Embedder
from tests.evals.tuning.parts import town_store


@pytest.fixture(scope="package")
def towns(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[SqliteStore]:
    """A store of sixteen towns, for tests that only read."""
    store = town_store(tmp_path_factory.mktemp("towns") / "graph.db", minilm)
    yield store
    store.close()
