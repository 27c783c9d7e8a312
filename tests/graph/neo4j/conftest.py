"""A graph of its own for each test."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.neo4j.store import Neo4jStore
from tests.support.neo4j_fixture import neo4j, wipe
from tests.support.neo4j_server import Server

__all__ = ["neo4j"]

Ask = Callable[..., list[list[Any]]]


@pytest.fixture
def store(neo4j: Server) -> Iterator[Neo4jStore]:
    name = f"test-{uuid.uuid4().hex}"
    opened = Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name)
    yield opened
    opened.close()
    wipe(neo4j, name)


@pytest.fixture
def ask(neo4j: Server) -> Iterator[Ask]:
    """Runs a query as any other client of the database would."""
    from neo4j import GraphDatabase

    with (
        GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password), notifications_min_severity="OFF") as driver,
        driver.session(database=neo4j.database) as session,
    ):
        yield lambda text, **values: session.run(text, values).values()
