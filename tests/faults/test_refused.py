"""What a server refuses is told in one line with a hint, with exit code 5, and never with the password."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.neo4j.store import Neo4jStore
from tests.bench.kill_server import Own
from tests.contract.parts import DIMENSIONS, name_of, part
from tests.support.command import Home, is_one_fault
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server

READ_ONLY = {"server.databases.read_only": "neo4j"}
ONE = part("a.txt", ["Ada sat."], ["Ada"])


@pytest.fixture
def graph(neo4j: Server) -> Iterator[str]:
    name = f"test-{uuid.uuid4().hex}"
    yield name
    wipe(neo4j, name)


def test_a_wrong_password(empty: Home, papers: Path, neo4j: Server, graph: str) -> None:
    more = variables(neo4j, graph) | {"GRAPHLOOP_STORE__PASSWORD": "hush-hush-hush"}
    ran = empty.run("ingest", papers, more=more)
    is_one_fault(ran, 5, "password is wrong", "check the user and the password")
    traced = empty.run("--debug", "store", "info", more=more)
    assert traced.code == 5
    assert "Traceback" in traced.err
    for one in (ran, traced, empty.run("config", "show", "--json", more=more)):
        assert "hush-hush-hush" not in one.out + one.err


def test_a_wrong_database(empty: Home, papers: Path, neo4j: Server, graph: str) -> None:
    ran = empty.run("ingest", papers, more=variables(neo4j, graph) | {"GRAPHLOOP_STORE__DATABASE": "elsewhere"})
    is_one_fault(ran, 5, "no database elsewhere", "Community has one")


@pytest.mark.usefixtures("minilm")
def test_vectors_of_another_length(empty: Home, papers: Path, neo4j: Server, graph: str) -> None:
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, graph)) as store:
        store.claim("another", DIMENSIONS, "p")
        store.replace(name_of(ONE), ONE)
    more = variables(neo4j, graph)
    for arguments in (("ingest", str(papers)), ("ask", "Where did Ada sit?")):
        is_one_fault(empty.run(*arguments, more=more), 5, "was written with another")


@pytest.mark.slow
def test_a_database_that_is_read_only(empty: Home, papers: Path, own: Own) -> None:
    own.ready()
    with closing(own.store("kept")) as store:
        store.replace(name_of(ONE), ONE)
    own.ready(READ_ONLY)
    more = variables(own.server, "kept")
    is_one_fault(empty.run("ingest", papers, more=more), 5, "database neo4j is read-only", "server.databases.read_only")
    rights = {one["what"]: one for one in empty.run("doctor", "--json", more=more).data}["rights"]
    assert rights["state"] == "fault"
    assert "may not write, create indexes: database neo4j is read-only" in rights["detail"]
    assert "server.databases.read_only" in rights["hint"]
