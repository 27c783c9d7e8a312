"""A graph whose embedder was changed is embedded anew, in either store, whenever the work is interrupted."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.copy import copy_graph, differences
from graph.correction import Correction
from graph.errors import EmbedderMismatch, ModelError, StoreUnavailable, UsageError
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from rag.types import Question
from tests.support.command import Home
from tests.support.embedding_server import EMBEDDING_MODEL, Short, embedding_server
from tests.support.neo4j_fixture import wipe
from tests.support.servers import Scripted, free_port
from ui.backup import restore_backup, write_backup
from ui.graph_reembedding import ReembeddedGraph, reembed_graph
from ui.health import run_checks
from ui.reembedding_folder import ReembeddingFolder
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings, IngestSettings, StoreSettings
from ui.stores import locate_store, open_closed_store, open_store
from ui.tuned_models import TunedModels
from ui.workspace import Workspace

REMOTE = f"remote/{EMBEDDING_MODEL}"
ASKED = Question("Who kept the Skerry Light from 1911 to 1938?")


class Interrupted(BaseException):
    """Ends the work as a signal does."""


class Stop:
    """Calls something when a part of the work has come so far."""

    def __init__(self, part: str, done: int, act: Callable[[], None]) -> None:
        self._stop, self._act = (part, done), act

    def __call__(self, what: str, unit: str) -> Callable[[int, int], None]:
        def progress(done: int, _total: int) -> None:
            if self._stop == (what, done):
                self._act()

        progress(0, 0)
        return progress


def interrupt() -> None:
    raise Interrupted


def unwatched(_what: str, _unit: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with embedding_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "neo4j"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreSettings]:
    if request.param == "sqlite":
        yield StoreSettings()
        return
    place = request.getfixturevalue("neo4j")
    graph = f"test-{uuid.uuid4().hex}"
    yield StoreSettings(
        backend="neo4j",
        uri=place.uri,
        user=place.user,
        password=SecretStr(place.password),
        database=place.database,
        graph=graph,
    )
    wipe(place, graph)


def fill(own: Settings, library: Home) -> Settings:
    """Copy the library into the graph of the settings, with a decision and a correction."""
    (own.data_dir / "cache").symlink_to(library.data / "cache", target_is_directory=True)
    with closing(SqliteStore(library.data / "graph.db")) as source, closing(open_raw(own)) as store:
        copy_graph(source, store)
        first, second, third = sorted(view.entity.id for view in source.entities())[:3]
        store.decide((first, second), "same", "a person says so")
        store.correct(Correction(third, "Another Name", "why"))
    return own


def open_raw(own: Settings) -> GraphStore:
    return open_closed_store(own, locate_store(own))


def served(url: str, folder: Path, store: StoreSettings | None = None) -> Settings:
    """Settings that embed on a server."""
    folder.mkdir(exist_ok=True)
    embedder = EmbedderSettings(name="remote", base_url=url, model=EMBEDDING_MODEL)
    return Settings(
        data_dir=folder, embedder=embedder, store=store or StoreSettings(), ingest=IngestSettings(tagger="rules")
    )


@pytest.fixture
def own(stored: StoreSettings, server: Scripted, library: Home, tmp_path: Path) -> Settings:
    """Settings of an embedder on a server, whose graph holds the vectors of another one."""
    return fill(served(server.url, tmp_path / "kept", stored), library)


@pytest.fixture
def in_file(server: Scripted, library: Home, tmp_path: Path) -> Settings:
    """The same with the graph in a file."""
    return fill(served(server.url, tmp_path / "kept"), library)


@pytest.fixture
def undisturbed(server: Scripted, library: Home, tmp_path: Path) -> Iterator[GraphStore]:
    """The graph that an undisturbed run gives."""
    other = fill(served(server.url, tmp_path / "other"), library)
    assert work(other) == ReembeddedGraph("embedded", REMOTE, 64, 3)
    with closing(open_raw(other)) as store:
        yield store


def work(own: Settings, watch: Callable[[str, str], Callable[[int, int], None]] = unwatched) -> ReembeddedGraph:
    with Workspace(own) as workspace:
        return reembed_graph(workspace, watch)


def down(own: Settings) -> Settings:
    """The same settings, with nobody at the server's address."""
    gone = own.embedder.model_copy(update={"base_url": f"http://127.0.0.1:{free_port()}/v1"})
    return own.model_copy(update={"embedder": gone})


def test_the_graph_gets_the_vectors_of_the_settings(own: Settings, undisturbed: GraphStore) -> None:
    with Workspace(own) as workspace, pytest.raises(EmbedderMismatch, match="graphloop store reembed"):
        workspace.ask(ASKED, retriever="hybrid")
    assert work(own) == ReembeddedGraph("embedded", REMOTE, 64, 3)
    with closing(open_raw(own)) as store:
        assert list(differences(undisturbed, store)) == []
        (vector,) = Short().embed([ASKED.text])
        ((nearest, _),) = store.nearest(vector, 1)
        assert "Alasdair Finch" in next(store.passages([nearest])).text
        assert [decision.reason for decision in store.decisions()] == ["a person says so"]
        assert [correction.name for correction in store.corrections()] == ["Another Name"]
    assert not ReembeddingFolder(own.data_dir).path.exists()
    assert work(own).state == "current"
    with Workspace(own) as workspace:
        assert "Alasdair Finch" in workspace.ask(ASKED, retriever="hybrid").text


def test_interrupted_while_it_fills(own: Settings, undisturbed: GraphStore) -> None:
    with pytest.raises(Interrupted):
        work(own, Stop("embedding", 2, interrupt))
    with closing(open_store(own, locate_store(own))) as store:
        assert store.about().dimensions == 384
    embedded: list[int] = []
    assert work(own, lambda what, _unit: lambda done, _total: embedded.append(done)).documents == 3
    assert embedded[0] == 1
    assert len(embedded) == 1 or own.store.backend == "neo4j"
    with closing(open_raw(own)) as store:
        assert list(differences(undisturbed, store)) == []


def test_interrupted_while_it_takes_the_place(own: Settings, undisturbed: GraphStore) -> None:
    """A file is replaced in one step; on a server the interruption leaves a part of the documents."""
    with pytest.raises(Interrupted):
        work(own, Stop("copying", int(own.store.backend == "neo4j"), interrupt))
    with Workspace(own) as workspace:
        for use in (lambda: workspace.ask(ASKED, retriever="bm25"), lambda: workspace.ingest([own.data_dir])):
            with pytest.raises(StoreUnavailable, match="finish it: graphloop store reembed"):
                use()
    if own.store.backend == "neo4j":
        with pytest.raises(StoreUnavailable):
            write_backup(own, own.data_dir.parent / "copy.zip")
    else:
        told = {found.what: found for found in run_checks(own)}
        assert "store reembed" in told["store"].hint
    assert work(down(own)) == ReembeddedGraph("embedded", REMOTE, 64, 3)
    with closing(open_store(own, locate_store(own))) as store:
        assert list(differences(undisturbed, store)) == []
    assert not ReembeddingFolder(own.data_dir).path.exists()


def test_what_is_removed_meanwhile_stays_removed(in_file: Settings) -> None:
    with pytest.raises(Interrupted):
        work(in_file, Stop("embedding", 3, interrupt))
    anew = ReembeddingFolder(in_file.data_dir).graph
    assert b"Alasdair" in anew.read_bytes()
    with Workspace(in_file) as workspace:
        (keepers,) = [document for document in workspace.store.documents() if document.title == "Keepers"]
        assert workspace.remove([keepers]).clean
    assert not any(b"Alasdair" in file.read_bytes() for file in anew.parent.iterdir())
    assert work(in_file).documents == 2
    assert b"Alasdair" not in (in_file.data_dir / "graph.db").read_bytes()


def test_what_changes_while_it_fills_is_noticed(in_file: Settings) -> None:
    def change() -> None:
        with closing(open_store(in_file, locate_store(in_file))) as store:
            store.replace(next(store.documents()).id, None)
            for decision in list(store.decisions()):
                store.decide(decision.pair, "different", "on second thoughts")

    assert work(in_file, Stop("embedding", 3, change)).documents == 2
    with closing(open_raw(in_file)) as store:
        assert [decision.reason for decision in store.decisions()] == ["on second thoughts"]
        assert store.check() == []


def test_vectors_of_a_third_embedder_are_not_gone_on_with(in_file: Settings) -> None:
    third = in_file.embedder.model_copy(update={"model": "third"})
    with pytest.raises(Interrupted):
        work(in_file.model_copy(update={"embedder": third}), Stop("embedding", 2, interrupt))
    assert work(in_file) == ReembeddedGraph("embedded", REMOTE, 64, 3)


def test_a_server_that_is_down_changes_nothing(in_file: Settings) -> None:
    before = (in_file.data_dir / "graph.db").read_bytes()
    with pytest.raises(ModelError, match="cannot be reached"):
        work(down(in_file))
    assert (in_file.data_dir / "graph.db").read_bytes() == before
    assert not ReembeddingFolder(in_file.data_dir).path.exists()


def test_words_alone_need_no_embedder(in_file: Settings) -> None:
    with Workspace(down(in_file)) as workspace:
        assert "Alasdair Finch" in workspace.ask(ASKED, retriever="bm25").text
        assert workspace.retriever("bm25")(ASKED.text, 2)
        with pytest.raises(EmbedderMismatch):
            workspace.retriever("dense")


def test_nothing_to_embed(tmp_path: Path, server: Scripted) -> None:
    own = served(server.url, tmp_path / "kept")
    assert work(own).state == "empty"
    assert list(own.data_dir.iterdir()) == []


def test_one_process_at_a_time(in_file: Settings) -> None:
    with (
        ReembeddingFolder(in_file.data_dir).lock(),
        pytest.raises(StoreUnavailable, match="another process is embedding"),
    ):
        work(in_file)


def test_another_graph_does_not_get_the_documents(in_file: Settings) -> None:
    folder = ReembeddingFolder(in_file.data_dir)
    with pytest.raises(Interrupted):
        work(in_file, Stop("copying", 0, interrupt))
    elsewhere = in_file.store.model_copy(update={"backend": "neo4j", "uri": "bolt://127.0.0.1:9"})
    with pytest.raises(UsageError, match=r"graph\.db is still being embedded anew"):
        work(in_file.model_copy(update={"store": elsewhere}))
    assert folder.is_complete()


def test_an_ingest_under_way_writes_no_more_of_its_vectors(own: Settings) -> None:
    """Also where they are as long as the new ones."""
    work(own)
    other = own.embedder.model_copy(update={"model": "other"})
    with closing(open_raw(own)) as store:
        store.claim(REMOTE, 64, store.about().fingerprint)
        document = next(store.documents())
        part = store.read([document.id])
        store.replace(document.id, part)
        work(own.model_copy(update={"embedder": other}))
        with pytest.raises(EmbedderMismatch, match="vectors of remote/other, not of"):
            store.replace(document.id, part)
        with pytest.raises(EmbedderMismatch, match="vectors of remote/other, not of"):
            store.update(part, next(store.documents()))


def test_a_restored_backup_ends_it(in_file: Settings, tmp_path: Path) -> None:
    write_backup(in_file, tmp_path / "copy.zip")
    with pytest.raises(Interrupted):
        work(in_file, Stop("copying", 0, interrupt))
    restore_backup(in_file, tmp_path / "copy.zip", replace=True)
    assert not ReembeddingFolder(in_file.data_dir).path.exists()
    with closing(open_store(in_file, locate_store(in_file))) as store:
        assert store.about().dimensions == 384


def test_a_tuned_model_is_left_first(in_file: Settings) -> None:
    built_in = in_file.model_copy(update={"embedder": EmbedderSettings()})
    TunedModels(built_in).folder_of("v1").mkdir(parents=True)
    TunedModels(built_in).use("v1")
    with pytest.raises(UsageError, match="graphloop tune rollback"):
        work(in_file)
