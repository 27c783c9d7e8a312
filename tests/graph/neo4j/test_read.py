"""What is read while a writer removes it is read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from graph.neo4j.connect import StaleRead, Transaction
from graph.neo4j.read import read_consistently

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
