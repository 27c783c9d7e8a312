from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.copy import copy_graph
from graph.correction import Correction
from graph.errors import UsageError
from graph.sqlite.store import SqliteStore
from ingest.choices import Choices
from rag.llm.map_concurrent import no_progress
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server
from tests.ui.conftest import documents_of
from ui.kept_graphs import clear_graph, remove_version
from ui.removal import finish_removals
from ui.settings import Settings
from ui.settings_schema import StoreSettings
from ui.stores import locate_store, open_graph
from ui.tuned_models import ORIGINAL, TunedModels
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


def test_documents_go_from_every_graph(two_versions: Settings) -> None:
    """Also where another version came into use meanwhile, and a kept graph could not be rewritten at once."""
    files = [locate_store(two_versions, version).file or Path() for version in (ORIGINAL, "v1")]
    for file in files:
        with closing(SqliteStore(file)) as store:
            store.decide(("a" * 32, "b" * 32), "different", "Alasdair Finch kept the Skerry Light", 0.5)
    with Workspace(two_versions) as workspace:
        removed = [document for document in workspace.store.documents() if document.title == "Keepers"]
        TunedModels(two_versions).use("v1")
        with closing(sqlite3.connect(files[1])) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM sqlite_master").fetchone()
            assert not workspace.remove(removed).clean
            assert finish_removals(workspace) == []
            other.execute("COMMIT")
        assert len(finish_removals(workspace)) == 1
    for file in files:
        assert b"Alasdair" not in file.read_bytes()
        with closing(SqliteStore(file)) as store:
            assert [decision.reason for decision in store.decisions()] == [""]
            assert len(list(store.documents())) == 2


def test_what_an_ingest_replaces_or_prunes_goes_from_the_kept_graphs(two_versions: Settings, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in ("same", "changed", "gone"):
        (papers / f"{name}.md").write_text(f"# {name}\n\nSilas Drew kept the lamp of {name}.\n")
    kept = set(documents_of(two_versions, "v1"))
    with Workspace(two_versions) as workspace, closing(open_graph(two_versions, "v1")) as store:
        workspace.ingest([papers])
        copy_graph(workspace.store, store)
        (papers / "changed.md").write_text("# changed\n\nMarion Teague kept the lamp.\n")
        (papers / "gone.md").unlink()
        workspace.ingest([papers], choices=Choices(prune=True, confirmed=True))
        left = {document.title for document in store.documents() if document.id not in kept}
    assert left == {"same"}
    assert kept < set(documents_of(two_versions, "v1"))


@pytest.mark.parametrize("name", ["", "../v1"])
def test_what_is_no_tuned_model_is_not_removed(on_server: Settings, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        remove_version(on_server, name)
    with closing(open_graph(on_server, "")) as store:
        assert list(store.documents())


def test_a_damaged_embedder_can_be_left(two_versions: Settings) -> None:
    models = TunedModels(two_versions)
    models.use("v1")
    (models.folder_of("v1") / "embedder.json").write_text("{")
    with Workspace(two_versions) as workspace, closing(open_graph(two_versions, ORIGINAL)) as store:
        workspace.store.replace(next(workspace.store.documents()).id, None)
        switch_to(workspace, ORIGINAL, no_progress)
        assert list(store.documents()) == list(workspace.store.documents())


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
    with closing(open_graph(two_versions, ORIGINAL)) as store:
        store.decide(("a" * 32, "b" * 32), "different", "another lamp")
        store.correct(Correction("a" * 32, "Another Lamp"))
        clear_graph(store)
        assert [*store.documents(), *store.decisions(), *store.corrections()] == []
