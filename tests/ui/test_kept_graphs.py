from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.copy import copy_graph
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from rag.llm.map_concurrent import no_progress
from tests.support.command import Home
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from ui.kept_graphs import clear_graphs, remove_documents, remove_version
from ui.settings import Settings
from ui.settings_schema import StoreSettings
from ui.stores import locate_store, open_graph
from ui.tuned_models import TunedModels
from ui.tuning import switch_to
from ui.workspace import Workspace


@pytest.fixture
def settings(library: Home, tmp_path: Path) -> Settings:
    """A data folder whose graph was copied for a version that is not in use."""
    own = Settings(data_dir=tmp_path)
    TunedModels(own).folder_of("v1").mkdir(parents=True)
    with closing(SqliteStore(library.data / "graph.db")) as source:
        for version in ("", "v1"):
            with closing(SqliteStore(locate_store(own, version).file or Path())) as store:
                copy_graph(source, store)
    return own


@pytest.fixture
def on_server(settings: Settings, neo4j: Server) -> Iterator[Settings]:
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
    server = settings.model_copy(update={"store": own})
    with (
        closing(SqliteStore(settings.data_dir / "graph.db")) as source,
        closing(open_graph(server, "")) as target,
    ):
        copy_graph(source, target)
    yield server
    wipe(neo4j, graph)


def documents(settings: Settings, version: str) -> list[str]:
    with closing(SqliteStore(locate_store(settings, version).file or Path())) as store:
        return [document.id for document in store.documents()]


def test_documents_go_from_the_graphs_that_are_not_in_use(settings: Settings) -> None:
    first, *rest = documents(settings, "")
    assert remove_documents(settings, [first])
    assert documents(settings, "v1") == rest
    assert documents(settings, "") == [first, *rest]
    TunedModels(settings).use("v1")
    assert remove_documents(settings, [first])
    assert documents(settings, "") == rest


@pytest.mark.parametrize("name", ["", "../v1"])
def test_what_is_no_tuned_model_is_not_removed(on_server: Settings, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        remove_version(on_server, name)
    with closing(open_graph(on_server, "")) as store:
        assert list(store.documents())


def test_a_graph_that_was_lost_empties_no_other(settings: Settings) -> None:
    kept = documents(settings, "v1")
    lost = settings.data_dir / "graph.db"
    lost.unlink()
    with Workspace(settings) as workspace:
        with pytest.raises(UsageError, match=r"no documents in .*graph\.db"):
            switch_to(workspace, "v1", no_progress)
        assert not lost.exists()
        assert workspace.store.about().documents == 0
        with pytest.raises(UsageError, match=r"no documents in .*graph\.db") as caught:
            switch_to(workspace, "v1", no_progress)
    assert "graphloop restore" in caught.value.hint
    assert documents(settings, "v1") == kept
    TunedModels(settings).use("v1")
    (settings.data_dir / "tuned" / "v1" / "graph.db").unlink()
    with Workspace(settings) as workspace, pytest.raises(UsageError) as caught:
        switch_to(workspace, "", no_progress)
    assert "use.json" in caught.value.hint


def test_a_version_goes_with_its_graph(settings: Settings) -> None:
    remove_version(settings, "v1")
    assert not (settings.data_dir / "tuned" / "v1").exists()
    with pytest.raises(UsageError, match="no tuned model 'v1'"):
        remove_version(settings, "v1")
    clear_graphs(settings)
    assert documents(settings, "") == []
