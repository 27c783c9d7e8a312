from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
from pydantic import SecretStr

from graph.copy import copy_graph
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from rag.llm.map_concurrent import no_progress
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.ui.conftest import documents_of
from ui.kept_graphs import remove_documents, remove_version
from ui.settings import Settings
from ui.settings_schema import StoreSettings
from ui.stores import open_graph
from ui.tuned_models import TunedModels
from ui.tuning import switch_to
from ui.workspace import Workspace


@pytest.fixture
def on_server(two_versions: Settings, neo4j: Server) -> Iterator[Settings]:
    """The same data folder, with the documents in a graph on a server."""
    graph = f"test-{uuid.uuid4().hex}"
    own = StoreSettings(
        backend="neo4j",
        uri=neo4j.uri,
        user=neo4j.user,
        password=SecretStr(neo4j.password),
        database=neo4j.database,
        graph=graph,
    )
    server = two_versions.model_copy(update={"store": own})
    with (
        closing(SqliteStore(two_versions.data_dir / "graph.db")) as source,
        closing(open_graph(server, "")) as target,
    ):
        copy_graph(source, target)
    yield server
    wipe(neo4j, graph)


def test_documents_go_from_the_graphs_that_are_not_in_use(two_versions: Settings) -> None:
    first, *rest = documents_of(two_versions, "")
    assert remove_documents(two_versions, [first])
    assert documents_of(two_versions, "v1") == rest
    assert documents_of(two_versions, "") == [first, *rest]
    TunedModels(two_versions).use("v1")
    assert remove_documents(two_versions, [first])
    assert documents_of(two_versions, "") == rest


@pytest.mark.parametrize("name", ["", "../v1"])
def test_what_is_no_tuned_model_is_not_removed(on_server: Settings, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        remove_version(on_server, name)
    with closing(open_graph(on_server, "")) as store:
        assert list(store.documents())


def test_a_graph_that_was_lost_empties_no_other(two_versions: Settings) -> None:
    kept = documents_of(two_versions, "v1")
    lost = two_versions.data_dir / "graph.db"
    lost.unlink()
    with Workspace(two_versions) as workspace:
        with pytest.raises(UsageError, match=r"no documents in .*graph\.db"):
            switch_to(workspace, "v1", no_progress)
        assert not lost.exists()
        assert workspace.store.about().documents == 0
        with pytest.raises(UsageError, match=r"no documents in .*graph\.db") as caught:
            switch_to(workspace, "v1", no_progress)
    assert "graphloop restore" in caught.value.hint
    assert documents_of(two_versions, "v1") == kept
    TunedModels(two_versions).use("v1")
    (two_versions.data_dir / "tuned" / "v1" / "graph.db").unlink()
    with Workspace(two_versions) as workspace, pytest.raises(UsageError) as caught:
        switch_to(workspace, "", no_progress)
    assert "use.json" in caught.value.hint


def test_a_version_goes_with_its_graph(two_versions: Settings) -> None:
    remove_version(two_versions, "v1")
    assert not (two_versions.data_dir / "tuned" / "v1").exists()
    with pytest.raises(UsageError, match="no tuned model 'v1'"):
        remove_version(two_versions, "v1")
