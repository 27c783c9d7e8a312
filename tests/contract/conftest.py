"""The stores that the contract is checked on: another implementation is one more entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from graph.store import GraphStore

NewStore = Callable[[], GraphStore]

STORES: dict[str, Callable[[Path], GraphStore]] = {
    "sqlite": lambda folder: SqliteStore(folder / "graph.db"),
}


@pytest.fixture(scope="module", params=sorted(STORES))
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Makes empty stores of one implementation, all closed when the module's tests end."""
    folder = tmp_path_factory.mktemp("stores")
    opened: list[GraphStore] = []
    numbers = count()

    def new() -> GraphStore:
        opened.append(STORES[request.param](folder / str(next(numbers))))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


@pytest.fixture
def store(new_store: NewStore) -> GraphStore:
    return new_store()
