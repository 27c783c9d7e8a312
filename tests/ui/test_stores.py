"""The graph lies where the settings say, and is copied from one place to another on the command line."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.errors import UsageError
from graph.store_spec import StoreLocation
from tests.support.command import Home, Ran, home, is_one_fault
from tests.support.distributions import write_distribution
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server
from ui.settings import Settings
from ui.settings_schema import StoreSettings
from ui.stores import locate_store, parse_location
from ui.tuned_models import TunedModels

OWN = Settings(data_dir=Path("/data"), store=StoreSettings(uri="neo4j+s://example.org/", database="own", graph="mine"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sqlite", StoreLocation("sqlite", Path("/data/graph.db"))),
        ("neo4j", StoreLocation("neo4j", None, "neo4j+s://example.org", "own", "mine")),
        ("/elsewhere/other.db", StoreLocation("sqlite", Path("/elsewhere/other.db"))),
        ("bolt://127.0.0.1:7687", StoreLocation("neo4j", None, "bolt://127.0.0.1:7687", "own", "mine")),
        ("bolt://127.0.0.1:7687/neo4j", StoreLocation("neo4j", None, "bolt://127.0.0.1:7687", "neo4j", "mine")),
        (
            "bolt+ssc://[::1]:7687/neo4j/second",
            StoreLocation("neo4j", None, "bolt+ssc://[::1]:7687", "neo4j", "second"),
        ),
    ],
)
def test_an_address_names_a_place(address: str, expected: StoreLocation) -> None:
    assert parse_location(OWN, address) == expected


def test_a_folder_means_the_graph_in_it(tmp_path: Path) -> None:
    assert parse_location(OWN, str(tmp_path)) == StoreLocation("sqlite", tmp_path / "graph.db")


@pytest.mark.parametrize(
    "address", ["http://example.org", "bolt://me:secret@example.org", "bolt://", "://example.org", "file:///graph.db"]
)
def test_other_addresses_are_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_location(OWN, address)
    assert "secret" not in str(caught.value)


def test_the_settings_decide(tmp_path: Path) -> None:
    assert locate_store(Settings(data_dir=tmp_path)) == StoreLocation("sqlite", tmp_path / "graph.db")
    own = StoreSettings(backend="neo4j", uri="bolt+s://example.org", password=SecretStr("only this test knows"))
    assert locate_store(Settings(data_dir=tmp_path, store=own)).uri == "bolt+s://example.org"
    rows = Settings(data_dir=tmp_path, store=own).rows()
    assert next(row.value for row in rows if row.key == "store.password") == "********"


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("http://localhost:7687", "bolt://localhost:7687"),
        ("bolt://neo4j:secret@localhost", "not contain a user or password"),
    ],
)
def test_a_server_address_is_checked(empty: Home, value: str, word: str) -> None:
    ran = empty.run("config", "set", "store.uri", value)
    is_one_fault(ran, 2, "store.uri", word)
    assert "secret" not in ran.out + ran.err


@pytest.fixture
def server_home(tmp_path: Path, model_cache: Path, neo4j: Server) -> Iterator[tuple[Home, dict[str, str]]]:
    """A home whose graph is on the server."""
    name = f"test-{uuid.uuid4().hex}"
    yield home(tmp_path / "server", model_cache), variables(neo4j, name)
    wipe(neo4j, name)


def test_the_demo_says_the_same_on_a_server(server_home: tuple[Home, dict[str, str]], empty: Home) -> None:
    made, more = server_home
    there, here = made.run("demo", more=more), empty.run("demo", more={"GRAPHLOOP_COLLECTION": "demo"})
    assert (there.code, here.code) == (0, 0), (there, here)
    assert said(there) == said(here)
    assert f"the graph is at {more['GRAPHLOOP_STORE__URI']}/neo4j" in there.out
    assert more["GRAPHLOOP_STORE__PASSWORD"] not in there.out + there.err
    demo = made.folder / ".graphloop" / "demo"
    assert not (demo / "graph.db").exists()
    info = made.run("--data-dir", demo, "store", "info", "--json", more=more).data
    assert (info["backend"], info["documents"]) == ("neo4j", 28)
    assert made.run("documents", "list", "--json", more=more).data == [], "the user's own collection stays empty"
    copied = made.run("--data-dir", demo, "store", "copy", "neo4j", "sqlite", "--json", more=more)
    assert copied.code == 0, copied
    assert (copied.data["written"], copied.data["differences"]) == (28, [])
    again = made.run("--data-dir", demo, "store", "copy", "sqlite", "neo4j", "--json", more=more)
    assert (again.data["written"], again.data["there"]) == (0, 28)


def said(ran: Ran) -> list[str]:
    """Answers and scores, without what times and places tell."""
    left_out = ("latency", "offline extractive")
    shown = [line.strip() for line in ran.out.splitlines()]
    start = next(place for place, line in enumerate(shown) if line.startswith("Q "))
    end = next(place for place, line in enumerate(shown) if line.startswith("Done in"))
    return [line for line in shown[start:end] if line and not line.startswith(left_out)]


def test_a_graph_is_not_copied_onto_itself_or_from_nowhere(empty: Home) -> None:
    is_one_fault(empty.run("store", "copy", "sqlite", "sqlite"), 2, "onto itself")
    is_one_fault(empty.run("store", "copy", "sqlite", "other.db"), 2, "there is no graph")
    assert not (empty.folder / "other.db").exists()


SHELF = """
from graph.store_spec import StoreLocation, StoreSpec

def locate(options):
    return StoreLocation("shelf", options.data_dir / f"{options.graph}.shelf")

def open_shelf(options, where):
    from graph.sqlite.store import SqliteStore

    return SqliteStore(where.file, options.patience)

STORE = StoreSpec("shelf", "on a shelf", locate, open_shelf)
"""


def test_an_installed_package_brings_a_store(empty: Home, tmp_path: Path, model_cache: Path) -> None:
    brought = write_distribution(tmp_path / "site", "shelf_store", SHELF, "graphloop.stores", "STORE")
    more = {"PYTHONPATH": str(brought)}
    (empty.folder / "reef.txt").write_text("The Skerry Light was built in 1874 by Marion Teague.")
    assert empty.run("config", "set", "store.backend", "shelf", more=more).code == 0
    assert "does not exist yet" in empty.run("doctor", more=more).out
    assert empty.run("ingest", "reef.txt", more=more).code == 0
    info = empty.run("store", "info", "--json", more=more).data
    assert (info["backend"], info["place"], info["documents"]) == ("shelf", str(empty.data / "graphloop.shelf"), 1)
    assert not (empty.data / "graph.db").exists()
    assert {one["what"]: one["detail"] for one in empty.run("doctor", "--json", more=more).data}["store"][0] == "1"
    copied = empty.run("store", "copy", "shelf", "copy.db", "--json", more=more)
    assert (copied.data["written"], copied.data["differences"]) == (1, [])
    assert empty.run("backup", "kept.zip", more=more).code == 0
    other = home(tmp_path / "other", model_cache)
    assert other.run("restore", empty.folder / "kept.zip").code == 0
    assert other.run("store", "info", "--json").data["documents"] == 1
    assert other.run("restore", empty.folder / "kept.zip", "--replace", more=more | BACKEND).code == 0
    assert other.run("store", "info", "--json", more=more | BACKEND).data["documents"] == 1


BACKEND = {"GRAPHLOOP_STORE__BACKEND": "shelf"}


def test_an_unknown_store_is_told_with_those_there_are(empty: Home) -> None:
    ran = empty.run("store", "info", more=BACKEND)
    is_one_fault(ran, 2, "GRAPHLOOP_STORE__BACKEND", "there is no store 'shelf'; choose from neo4j, sqlite")


def test_a_version_of_the_embedder_has_a_graph_of_its_own(tmp_path: Path) -> None:
    assert locate_store(Settings(data_dir=tmp_path), "v1").file == tmp_path / "tuned" / "v1" / "graph.db"
    server = Settings(data_dir=tmp_path, store=StoreSettings(backend="neo4j", graph="mine"))
    assert locate_store(server, "v1").graph == "mine-v1"
    TunedModels(server).use("v1")
    assert locate_store(server).graph == "mine-v1"
    assert locate_store(server, "").graph == "mine"
