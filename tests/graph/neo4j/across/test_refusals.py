"""What cannot be used is said in one line, with a hint on what to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from graph.errors import EmbedderMismatch, GraphloopError, SettingsError, StoreError, StoreTooNew, StoreUnavailable
from graph.neo4j import schema
from graph.neo4j.store import Neo4jStore
from tests.contract.parts import DIMENSIONS, name_of, part, vector
from tests.graph.neo4j.conftest import Ask
from tests.support.neo4j_server import Server
from tests.support.servers import free_port

Fault = Callable[[Server], Server]

FAULTS: dict[str, tuple[Fault, type[GraphloopError], str]] = {
    "unreachable": (lambda s: replace(s, uri=f"bolt://127.0.0.1:{free_port()}"), StoreUnavailable, "cannot be reached"),
    "no such scheme": (lambda s: replace(s, uri="http://127.0.0.1:7474"), SettingsError, "cannot be used"),
    "no address": (lambda s: replace(s, uri="somewhere"), SettingsError, "cannot be used"),
    "no port": (lambda s: replace(s, uri="bolt://127.0.0.1:bolt"), StoreUnavailable, "not known"),
    "wrong password": (lambda s: replace(s, password="not this one"), StoreUnavailable, "password"),
    "wrong user": (lambda s: replace(s, user="nobody"), StoreUnavailable, "user"),
    "wrong database": (lambda s: replace(s, database="elsewhere"), StoreUnavailable, "no database elsewhere"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_that_cannot_be_opened(neo4j: Server, fault: str) -> None:
    change, kind, text = FAULTS[fault]
    server = change(neo4j)
    started = time.monotonic()
    with pytest.raises(kind, match=text) as caught:
        Neo4jStore(server.uri, server.user, server.password, server.database, "test-never", patience=3)
    assert caught.value.hint
    assert len(str(caught.value).splitlines()) == 1
    assert server.password not in str(caught.value)
    assert time.monotonic() - started < 25


@pytest.mark.parametrize("agent", ["Neo4j/4.4.30", "Neo4j/5.25.1", "Neo4j/5.9.0", "", "Memgraph/2.1"])
def test_a_server_that_is_too_old(agent: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"5\.26 or later"):
        schema.check_server_version(agent)


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.26.30", "Neo4j/2025.01.0", "Neo4j/2026.08.1-SNAPSHOT"])
def test_a_server_that_is_new_enough(agent: str) -> None:
    schema.check_server_version(agent)


def test_a_graph_of_a_later_version(neo4j: Server, store: Neo4jStore, ask: Ask) -> None:
    name = store._connection.address.graph
    ask("MATCH (s:Store {graph: $name}) SET s.version = $version", name=name, version=schema.SCHEMA_VERSION + 1)
    with pytest.raises(StoreTooNew, match="later version") as caught:
        Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name)
    assert caught.value.hint


def test_a_missing_index_is_named_and_made_again(neo4j: Server, store: Neo4jStore, ask: Ask) -> None:
    found = part("a.txt", ["Ada sat."], ["Ada"])
    store.replace(name_of(found), found)
    store._few = 0
    ask(f"DROP INDEX {schema.PASSAGE_INDEX}")
    ask(f"DROP INDEX {schema.vector_index('passage', DIMENSIONS)}")
    try:
        with pytest.raises(StoreUnavailable, match="index") as caught:
            store.search("Ada", 1)
        assert caught.value.hint
        assert len(store.check()) == 2
    finally:
        again = Neo4jStore(
            neo4j.uri, neo4j.user, neo4j.password, neo4j.database, store._connection.address.graph, few=0
        )
    assert again.search("Ada", 1)[0][0] == found.passages[0].id
    assert again.nearest(vector("q"), 1)[0][0] == found.passages[0].id
    assert again.check() == []
    again.close()


def test_an_index_that_is_still_being_filled(neo4j: Server, store: Neo4jStore, ask: Ask) -> None:
    store.claim("small", DIMENSIONS, "p")
    name, own = schema.vector_index("passage", DIMENSIONS), store._connection.address.graph
    (again,) = (text for text in schema.vector_statements(DIMENSIONS) if name in text)
    rows = np.random.default_rng(0).normal(size=(6000, DIMENSIONS)).tolist()
    put = (
        f"UNWIND $rows AS row CREATE (n:Passage {{graph: $graph}}) SET n.{schema.embedding_property(DIMENSIONS)} = row"
    )
    ask(put, rows=rows, graph=own)
    login = (neo4j.uri, neo4j.user, neo4j.password, neo4j.database, own)
    try:
        ask(f"DROP INDEX {name}")
        ask(again)
        store._connection.patience = 0.0
        with pytest.raises(StoreUnavailable, match=f"index {name} is still being filled") as caught:
            store._connection.ensure(schema.vector_statements(DIMENSIONS))
        assert caught.value.hint
    finally:
        Neo4jStore(*login, patience=60).close()


def test_vectors_that_no_index_takes(store: Neo4jStore) -> None:
    with pytest.raises(StoreError, match="4096"):
        store.claim("huge", 5000, "p")
    store.claim("small", DIMENSIONS, "p")
    found = part("a.txt", ["Ada sat."])
    store.replace(name_of(found), found)
    with pytest.raises(EmbedderMismatch):
        store.nearest([1.0] * 9, 1)  # type: ignore[arg-type]


def test_the_password_is_not_shown(store: Neo4jStore, neo4j: Server) -> None:
    assert neo4j.password not in repr(store._connection.address)
