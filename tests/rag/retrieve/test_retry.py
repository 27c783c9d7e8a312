"""Retrieval while documents are removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from graph.errors import StoreError
from graph.types import EVERYTHING, Filter, Kind, Vector
from rag.retrieve import build_retriever, retriever_names
from rag.retrieve.retry import MAX_TRIES, RetryingRetriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Hit
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"
GONE = "Paper Crown"


class Removing:
    """A store from which something is done to a document right before vectors are first compared or read."""

    def __init__(self, store: Any, do: Callable[[], None]) -> None:
        self._store = store
        self._do: Callable[[], None] | None = do

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        do, self._do = self._do, None
        if do is not None:
            do()
        found: Vector = self._store.similarities(ids, vector, of)
        return found


@pytest.mark.parametrize("name", [name for name in retriever_names() if name.startswith(("graph", "hybrid"))])
def test_a_document_that_is_removed_meanwhile_is_not_found_and_harms_nothing(world: World, name: str) -> None:
    (document,) = (one for one in world.store.documents() if one.title == GONE)
    part = world.store.read([document.id])
    store = Removing(world.store, lambda: world.store.replace(document.id, None))
    try:
        found = build_retriever(name, RetrieverParts(store, world.embedder, world.tagger))(TWO_HOPS, 8)
    finally:
        world.store.replace(document.id, part)
    assert world.passages["Copper Lantern"] in {hit.passage.id for hit in found}
    assert world.passages[GONE] not in {hit.passage.id for hit in found}
    assert world.passages[GONE] in {
        hit.passage.id
        for hit in build_retriever("bm25", RetrieverParts(world.store, world.embedder, world.tagger))(GONE, 8)
    }


def test_documents_that_never_stay_are_told_in_one_line() -> None:
    asked: list[str] = []

    def retrieve(question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        asked.append(question)
        raise KeyError("p1#0")

    with pytest.raises(StoreError, match="removed faster") as raised:
        RetryingRetriever(retrieve)("?", 3)
    assert raised.value.hint == "ask again when they have been taken in"
    assert len(asked) == MAX_TRIES
