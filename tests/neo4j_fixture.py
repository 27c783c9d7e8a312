"""The session's Neo4j server, for the conftest of every folder whose tests need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.neo4j_server import Server, missing, neo4j_server


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Server]:
    """A real server, started when first asked for and stopped when the session ends."""
    if reason := missing():
        pytest.skip(f"SKIPPED: no Neo4j server: {reason}")
    with neo4j_server() as server:
        yield server


def wipe(server: Server, prefix: str) -> None:
    """Delete the graphs whose names start so, in transactions of a bounded size."""
    from neo4j import GraphDatabase

    text = (
        "MATCH (n) WHERE n.graph STARTS WITH $prefix CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
    )
    with (
        GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session(database=server.database) as session,
    ):
        session.run(text, prefix=prefix).consume()
