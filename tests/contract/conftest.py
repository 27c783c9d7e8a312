"""The stores that the contract is checked on: another implementation is one more entry here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from tests.neo4j_fixture import neo4j, wipe
from tests.neo4j_server import Server

__all__ = ["neo4j"]

NewStore = Callable[[], GraphStore]


def _in_neo4j(server: Server, few: int) -> GraphStore:
    """A graph of its own in the database of the session's server."""
    name = f"test-{uuid.uuid4().hex}"
    return Neo4jStore(server.uri, server.user, server.password, server.database, name, few=few)


# By name: what makes a store from a folder, or from a server.
IN_A_FOLDER: dict[str, Callable[[Path], GraphStore]] = {
    "sqlite": lambda folder: SqliteStore(folder / "graph.db"),
}
ON_A_SERVER: dict[str, Callable[[Server], GraphStore]] = {
    "neo4j": lambda server: _in_neo4j(server, few=1000),
    # Asks the indexes where the other looks at every passage.
    "neo4j indexed": lambda server: _in_neo4j(server, few=0),
}


@pytest.fixture(scope="module", params=[*IN_A_FOLDER, *ON_A_SERVER])
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Makes empty stores of one implementation, all closed when the module's tests end."""
    folder = tmp_path_factory.mktemp("stores")
    server: Server | None = request.getfixturevalue("neo4j") if request.param in ON_A_SERVER else None
    opened: list[GraphStore] = []
    numbers = count()

    def new() -> GraphStore:
        if server is None:
            opened.append(IN_A_FOLDER[request.param](folder / str(next(numbers))))
        else:
            opened.append(ON_A_SERVER[request.param](server))
        return opened[-1]

    yield new
    for store in opened:
        store.close()
    if server is not None:
        wipe(server, "test-")


@pytest.fixture
def store(new_store: NewStore) -> GraphStore:
    return new_store()
