"""A graph with the vectors of another embedder, made from a stored one, in either store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from graph.copy import differences
from graph.correction import Correction
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from graph.types import Matrix
from rag.embed.minilm import MiniLM
from rag.embed.protocol import Role
from rag.embed.wrapped import WrappedEmbedder
from tests.support.command import Home
from tests.support.neo4j_fixture import wipe
from ui.reembedding import Reembedding


class Mirrored(WrappedEmbedder):
    """An embedder whose rows are those of another one in the opposite direction."""

    name = "mirrored"

    def embed(self, texts: object, role: Role = "passage") -> Matrix:
        return -self._embedder.embed(texts, role)  # type: ignore[arg-type]

    def embed_spans(self, texts: object, spans: object) -> list[Matrix]:
        return [-rows for rows in self._embedder.embed_spans(texts, spans)]  # type: ignore[arg-type]


@pytest.fixture
def source(library: Home) -> Iterator[SqliteStore]:
    with closing(SqliteStore(library.data / "graph.db")) as store:
        yield store


@pytest.fixture(params=["sqlite", "neo4j"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    if request.param == "sqlite":
        with closing(SqliteStore(tmp_path / "graph.db")) as store:
            yield store
        return
    server = request.getfixturevalue("neo4j")
    name = f"test-{uuid.uuid4().hex}"
    with closing(Neo4jStore(server.uri, server.user, server.password, server.database, name)) as other:
        yield other
    wipe(server, name)


def test_the_same_embedder_gives_the_same_graph(source: SqliteStore, target: GraphStore, model_cache: Path) -> None:
    made = Reembedding(source, target, MiniLM(model_cache), {}).run()
    assert made == source.about().documents
    assert list(differences(source, target)) == []


def test_another_embedder_gives_its_own_vectors_once(source: SqliteStore, tmp_path: Path, model_cache: Path) -> None:
    former = source.about().fingerprint
    entities = sorted(view.entity.id for view in source.entities())[:2]
    with closing(SqliteStore(tmp_path / "graph.db")) as target:
        target.claim("mirrored", 384, "new")
        work = Reembedding(source, target, Mirrored(MiniLM(model_cache)), {former: "new"})
        target.decide((entities[0], entities[1]), "same", "gone in the source")
        target.correct(Correction(entities[0], "gone in the source"))
        source.correct(Correction(entities[1], "Another Name", "why"))
        try:
            assert work.run() == source.about().documents
            assert work.run() == 0
        finally:
            source.restore(entities[1])  # others read this graph too
        assert list(target.decisions()) == []
        assert list(target.corrections()) == [Correction(entities[1], "Another Name", "why")]
        assert target.about().embedder == "mirrored"
        assert {document.fingerprint for document in target.documents()} == {"new"}
        names = [passage.id for passage in source.passages()]
        np.testing.assert_array_equal(target.vectors(names, "passage"), -source.vectors(names, "passage"))
        document = next(source.documents())
        target.replace(document.id, None)
        assert work.run() == 1
        assert target.check() == []
