"""The stores that the contract is checked on: all that are registered, those on a server with the test server."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.neo4j.store import Neo4jStore
from graph.store import GraphStore
from graph.store_spec import StoreOptions
from graph.stores import require_store, store_names
from tests.support.neo4j_fixture import neo4j, wipe
from tests.support.neo4j_server import Server

__all__ = ["neo4j"]

NewStore = Callable[[], GraphStore]


INDEXED = "neo4j indexed"
"""The Neo4j store asking the indexes where otherwise it looks at every passage."""


def opened_store(name: str, folder: Path, server: Server | None) -> GraphStore:
    """A new graph in the folder, or in the database of the session's server."""
    options = StoreOptions(folder)
    if server is not None:
        graph = f"test-{uuid.uuid4().hex}"
        options = StoreOptions(folder, server.uri, server.user, server.password, server.database, graph)
    if name == INDEXED:
        return Neo4jStore(options.uri, options.user, options.password, options.database, options.graph, few=0)
    spec = require_store(name)
    return spec.open(options, spec.locate(options))


@pytest.fixture(scope="module", params=[*store_names(), INDEXED])
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Makes empty stores of one implementation, all closed when the module's tests end."""
    yield from _stores(request, tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="module", params=store_names())
def new_written_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """The same for tests that never search, where it makes no difference what a search asks."""
    yield from _stores(request, tmp_path_factory.mktemp("stores"))


def _stores(request: pytest.FixtureRequest, folder: Path) -> Iterator[NewStore]:
    on_server = request.param == INDEXED or "uri" in require_store(request.param).settings
    server: Server | None = request.getfixturevalue("neo4j") if on_server else None
    opened: list[GraphStore] = []
    numbers = count()

    def new() -> GraphStore:
        opened.append(opened_store(request.param, folder / str(next(numbers)), server))
        return opened[-1]

    yield new
    for store in opened:
        store.close()
    if server is not None:
        wipe(server, "test-")


@pytest.fixture
def is_on_server(request: pytest.FixtureRequest) -> bool:
    """Whether the stores of the test are on a server, where each example takes its time."""
    name = request.node.callspec.params["new_store"]
    return name == INDEXED or "uri" in require_store(name).settings


@pytest.fixture
def store(new_store: NewStore) -> GraphStore:
    return new_store()
