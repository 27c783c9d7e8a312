"""The session's Neo4j server, for the conftest of every folder whose tests need one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from tests.support.neo4j_server import Server, missing, neo4j_server


class _Shared:
    """One server for all folders that take the fixture; the last one to let go stops it."""

    def __init__(self) -> None:
        self.users = 0
        self.running: AbstractContextManager[Server] | None = None
        self.server: Server | None = None

    def take(self) -> Server:
        self.users += 1
        if self.server is None:
            self.running = neo4j_server()
            self.server = self.running.__enter__()
        return self.server

    def let_go(self) -> None:
        self.users -= 1
        if self.running is not None and not self.users:
            self.running.__exit__(None, None, None)
            self.running = self.server = None


_shared = _Shared()


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Server]:
    """A real server, started when first asked for and stopped when the session ends."""
    if reason := missing():
        pytest.skip(f"SKIPPED: no Neo4j server: {reason}")
    try:
        yield _shared.take()
    finally:
        _shared.let_go()


def variables(server: Server, graph: str) -> dict[str, str]:
    """The environment in which the program keeps its graph on a server."""
    return {
        "GRAPHLOOP_STORE__BACKEND": "neo4j",
        "GRAPHLOOP_STORE__URI": server.uri,
        "GRAPHLOOP_STORE__USER": server.user,
        "GRAPHLOOP_STORE__PASSWORD": server.password,
        "GRAPHLOOP_STORE__DATABASE": server.database,
        "GRAPHLOOP_STORE__GRAPH": graph,
    }


def wipe(server: Server, prefix: str) -> None:
    """Delete the graphs whose names start so, in transactions of a bounded size."""
    from neo4j import GraphDatabase

    text = "MATCH (n) WHERE n.graph STARTS WITH $prefix CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session(database=server.database) as session,
    ):
        session.run(text, prefix=prefix).consume()
