"""Removing documents with the graph on a real Neo4j server: the data folder is as clean, and so is the graph."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase
from pydantic import SecretStr

from tests.support.canary import standing
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.support.quoting import ONLY_THERE, fill
from ui import removal
from ui.settings import Settings
from ui.settings_schema import StoreSettings
from ui.workspace import Workspace

EVERYTHING = """MATCH (n) WHERE n.graph = $graph
UNWIND [[labels(n), properties(n)]] + [(n)-[r]->() | [[type(r)], properties(r)]] AS found RETURN found"""


@pytest.fixture
def space(neo4j: Server, tmp_path: Path, model_cache: Path) -> Iterator[Workspace]:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "cache").symlink_to(model_cache, target_is_directory=True)
    graph = f"test-{uuid.uuid4().hex}"
    store = StoreSettings(
        backend="neo4j",
        uri=neo4j.uri,
        user=neo4j.user,
        password=SecretStr(neo4j.password),
        database=neo4j.database,
        graph=graph,
    )
    try:
        with Workspace(Settings(data_dir=folder, store=store)) as opened:
            yield opened
    finally:
        wipe(neo4j, graph)


@pytest.fixture
def driver(neo4j: Server) -> Iterator[Driver]:
    with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as opened:
        yield opened


def told(driver: Driver, space: Workspace) -> str:
    """Every label, type and property of the graph as text, vectors left out."""
    rows, _, _ = driver.execute_query(EVERYTHING, graph=space.settings.store.graph)
    return "\n".join(str(list(row["found"])) for row in rows).casefold()


def indexed(driver: Driver, space: Workspace, index: str, word: str) -> int:
    query = f"CALL db.index.fulltext.queryNodes('{index}', $word) YIELD node WHERE node.graph = $graph RETURN node"
    rows, _, _ = driver.execute_query(query, word=f'"{word}"', graph=space.settings.store.graph)
    return len(rows)


def test_nothing_of_the_document_is_found_on_the_server_or_in_the_data_folder(
    space: Workspace, driver: Driver, tmp_path: Path
) -> None:
    filled = fill(space, tmp_path)
    words = ("quenneborough", "zwickelbart", "gr-5521-k")
    before = told(driver, space)
    assert all(word in before for word in words)
    assert indexed(driver, space, "graphloop_passage_words", "zwickelbart") == 1
    assert standing(space.settings.data_dir, ONLY_THERE)
    gone = [one for one in space.store.documents(space.where) if one.source == str(filled.canary)]
    removed = space.remove(gone, everywhere=True)
    assert removed.clean
    assert {quote.kind for quote in removed.quotes} == {
        "conversation",
        "case",
        "version",
        "run",
        "feedback",
        "label",
        "vote",
    }
    after = told(driver, space)
    assert [word for word in (*words, "canary.txt", "reef") if word in after] == []
    assert "finch" in after
    for index in ("graphloop_passage_words", "graphloop_name_words"):
        assert [indexed(driver, space, index, word) for word in ("zwickelbart", "quenneborough")] == [0, 0]
    assert standing(space.settings.data_dir, ONLY_THERE) == []
    assert not filled.canary.exists()
    assert space.store.check() == []


def test_a_removal_that_was_interrupted_is_finished(
    space: Workspace, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*arguments: object) -> None:
        raise Killed

    filled = fill(space, tmp_path)
    gone = [one for one in space.store.documents(space.where) if one.source == str(filled.canary)]
    monkeypatch.setattr("graph.neo4j.store.Neo4jStore.replace", killed)
    with pytest.raises(Killed):
        space.remove(gone, everywhere=True)
    monkeypatch.undo()
    space.remove(gone, everywhere=True)
    assert removal.finish_removals(space) == []
    assert "zwickelbart" not in told(driver, space)
    assert standing(space.settings.data_dir, ONLY_THERE) == []
