"""What is read while a writer removes it is read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import pytest

from graph.neo4j import read
from graph.neo4j.connect import Connection, StaleRead, Transaction
from graph.neo4j.read import read_consistently
from graph.neo4j.subgraph import read_subgraph
from graph.types import EVERYTHING

OLD = {"document": "1"}


class Versions:
    """A transaction that knows the versions of documents alone."""

    def __init__(self, found: dict[str, str]) -> None:
        self._found = found

    def rows(self, query: str, **values: Any) -> list[tuple[str, str]]:
        return list(self._found.items())


def read_at(found: dict[str, str], ask: Callable[[], object]) -> object:
    return read_consistently(cast(Transaction, Versions(found)), OLD, ask)


def without_properties() -> object:
    return list(cast(Any, None))


def without_place() -> object:
    return OLD["passage"]


def test_a_version_that_is_still_there_is_returned() -> None:
    assert read_at(OLD, lambda: "read") == "read"


@pytest.mark.parametrize("found", [{"document": "2"}, {}])
@pytest.mark.parametrize("ask", [lambda: "read", without_properties, without_place])
def test_one_that_was_replaced_meanwhile_is_stale_whatever_was_found(
    found: dict[str, str], ask: Callable[[], object]
) -> None:
    with pytest.raises(StaleRead):
        read_at(found, ask)


def test_a_fault_of_a_version_that_is_still_there_is_told() -> None:
    with pytest.raises(TypeError):
        read_at(OLD, without_properties)


class Emptied:
    """A server that found a node and then, a writer having deleted it meanwhile, none of its properties."""

    def __init__(self, row: Sequence[object]) -> None:
        self._row = row
        self.memory = None

    def rows(self, query: str, **values: Any) -> list[list[object]]:
        if query == read.ORDER_QUERY:
            return [["a.txt", "", "1"], [None, None, None]]
        return [] if query == read.VERSIONS_QUERY else [list(self._row)]

    def columns(self, query: str, **values: Any) -> list[list[list[object]]]:
        return [[list(self._row)]]

    def read(self, work: Callable[[Transaction], object]) -> object:
        return work(cast(Transaction, self))


@pytest.mark.parametrize(
    ("row", "ask"),
    [
        ([{}], partial(read_subgraph, document_ids=["1"], where=EVERYTHING)),
        (["1", {}], lambda server: list(read.read_documents(server, EVERYTHING))),
        (["p", "1", *[None] * 10], lambda server: list(read.passages(server, ["p"], EVERYTHING))),
        (["e", *[None] * 4, 0, [], [], []], lambda server: list(read.entities(server, ["e"], EVERYTHING))),
    ],
    ids=["subgraph", "document", "passage", "entity"],
)
def test_a_node_deleted_while_it_is_read_is_read_again(row: list[object], ask: Callable[[Connection], object]) -> None:
    with pytest.raises(StaleRead):
        ask(cast(Connection, Emptied(row)))
