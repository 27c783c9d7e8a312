"""What the doctor says of a graph on a server: how it is, and what to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr

from graph.finding import Finding
from graph.neo4j import schema
from graph.neo4j.health import check_server
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from rag.embed.protocol import Embedder
from tests.contract.parts import name_of, part
from tests.support.command import Home, is_one_fault
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server
from tests.support.servers import free_port
from ui.health import run_checks
from ui.settings import Settings, load_settings
from ui.settings_schema import StoreSettings
from ui.stores import store_options


def settings(server: Server, graph: str, folder: Path) -> Settings:
    """Those of a program whose graph is on the server."""
    store = StoreSettings(
        backend="neo4j",
        uri=server.uri,
        user=server.user,
        password=SecretStr(server.password),
        database=server.database,
        graph=graph,
        patience=5,
    )
    return Settings(data_dir=folder, store=store)


@pytest.fixture
def own(neo4j: Server, tmp_path: Path) -> Iterator[Settings]:
    """Settings for a graph of its own."""
    name = f"test-{uuid.uuid4().hex}"
    yield settings(neo4j, name, tmp_path)
    wipe(neo4j, name)


def opened(own: Settings) -> Neo4jStore:
    chosen = own.store
    return Neo4jStore(chosen.uri, chosen.user, chosen.password.get_secret_value(), chosen.database, chosen.graph)


def looked(own: Settings, embedder: Embedder) -> dict[str, Finding]:
    return {found.what: found for found in check_server(store_options(own), lambda: embedder)}


def test_a_graph_that_is_not_there_yet_is_not_made(own: Settings, minilm: Embedder) -> None:
    for _ in range(2):
        found = looked(own, minilm)
        assert {one.state for one in found.values()} == {"ok"}, found
        assert "does not exist yet" in found["store"].detail
    assert "Neo4j" in found["server"].detail
    assert " ms" in found["server"].detail
    assert "read, write and create indexes" in found["rights"].detail


def test_trying_what_may_be_done_leaves_nothing(own: Settings, neo4j: Server, minilm: Embedder) -> None:
    looked(own, minilm)
    with (
        GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver,
        driver.session(database=neo4j.database) as session,
    ):
        assert session.run("MATCH (w:Write) WHERE w.graph IS NULL RETURN count(w)").values() == [[0]]
        assert session.run("SHOW INDEXES YIELD name WHERE name = 'graphloop_attempt' RETURN name").values() == []


def test_what_a_graph_holds(own: Settings, minilm: Embedder) -> None:
    found = part("a.txt", ["Ada sat."], ["Ada"], embedded=False)
    second = own.model_copy(update={"store": own.store.model_copy(update={"graph": f"{own.store.graph}-second"})})
    opened(second).close()
    with closing(opened(own)) as store:
        store.replace(name_of(found), found)
        told = looked(own, minilm)
    assert {one.detail for one in told.values() if one.state != "ok"} == set()
    assert told["store"].detail.startswith("1 document, 1 passage, 1 entity")
    assert f"{own.store.graph}-second" in told["store"].detail
    assert told["vectors"].detail == "none yet"


def test_vectors_of_this_embedder(own: Settings, minilm: Embedder) -> None:
    with closing(opened(own)) as store:
        store.claim(minilm.name, minilm.dimensions, "p")
    found = looked(own, minilm)["vectors"]
    assert (found.state, found.detail) == ("ok", f"384 dimensions of {minilm.name}")


def test_vectors_of_another_embedder(own: Settings, minilm: Embedder) -> None:
    with closing(opened(own)) as store:
        store.claim("another", 16, "p")
    found = looked(own, minilm)["vectors"]
    assert (found.state, "16 dimensions of another" in found.detail) == ("fault", True)
    assert "graphloop store reembed" in found.hint


def test_a_file_with_vectors_of_another_embedder(tmp_path: Path) -> None:
    held = part("a.txt", ["Ada sat."], ["Ada"])
    with closing(SqliteStore(tmp_path / "graph.db")) as store:
        store.claim("another", 8, "p")
        store.replace(name_of(held), held)
    found = {one.what: one for one in run_checks(Settings(data_dir=tmp_path))}
    assert (found["store"].state, "written with another" in found["store"].detail) == ("fault", True)
    assert "graphloop store reembed" in found["store"].hint
    assert "written with another" not in found["embedder"].detail


def test_an_index_that_is_missing(own: Settings, neo4j: Server, minilm: Embedder) -> None:
    opened(own).close()
    with (
        GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver,
        driver.session(database=neo4j.database) as session,
    ):
        session.run(f"DROP INDEX {schema.NAME_WORD_INDEX}").consume()
    try:
        found = looked(own, minilm)["indexes"]
        assert (found.state, found.detail) == ("fault", f"index {schema.NAME_WORD_INDEX} is missing")
        assert "graphloop store info" in found.hint
    finally:
        opened(own).close()
    assert looked(own, minilm)["indexes"].state == "ok"


REFUSED: dict[str, tuple[Callable[[Server], Server], str]] = {
    "no db": (lambda server: replace(server, database="elsewhere"), "no database elsewhere"),
    "password": (lambda server: replace(server, password="not this one"), "password"),
    "gone": (lambda server: replace(server, uri=f"bolt://127.0.0.1:{free_port()}"), "cannot be reached"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_server_that_cannot_be_used(neo4j: Server, tmp_path: Path, minilm: Embedder, fault: str) -> None:
    change, detail = REFUSED[fault]
    told = list(check_server(store_options(settings(change(neo4j), "test-never", tmp_path)), lambda: minilm))
    faults = [one for one in told if one.state == "fault"]
    assert faults
    assert all(detail in one.detail and one.hint for one in faults), faults


def test_an_unencrypted_channel_to_another_machine_is_noted() -> None:
    from graph.neo4j.health import check_channel

    assert check_channel("bolt://127.0.0.1:7687").state == "ok"
    assert check_channel("neo4j+s://example.org").state == "ok"
    assert check_channel("bolt://example.org:7687").hint == "graphloop config set store.uri bolt+s://example.org:7687"


def test_others_can_read_the_password_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "graphloop.toml"
    file.write_text("[store]\npassword = 'hush'\n")
    file.chmod(0o644)
    found = {one.what: one for one in run_checks(load_settings(tmp_path))}["settings file"]
    assert (found.state, found.hint) == ("note", "chmod 600 it")


def test_the_command_tells_it_all_and_never_the_password(empty: Home, neo4j: Server) -> None:
    more = variables(neo4j, f"test-{uuid.uuid4().hex}")
    ran = empty.run("doctor", "--json", more=more)
    states = {one["what"]: one["state"] for one in ran.data}
    assert ran.code == 0, ran
    assert {"server", "channel", "rights", "indexes", "store", "vectors"} <= states.keys()
    assert "does not exist yet" in str(ran.data)
    gone = more | {"GRAPHLOOP_STORE__URI": f"bolt://127.0.0.1:{free_port()}"}
    down = empty.run("doctor", more=gone)
    assert (down.code, "cannot be reached" in down.out) == (1, True), down
    is_one_fault(empty.run("store", "info", more=gone), 5, "cannot be reached", "refused")
    shown = empty.run("config", "show", more=more)
    assert neo4j.password not in "".join(one.out + one.err for one in (ran, down, shown))
