"""Retrieval from one snapshot of the store, so that documents may be removed while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from graph.types import EVERYTHING, Filter
from rag.retrieve.spec import RetrieverParts
from rag.types import Hit, Retriever

S = TypeVar("S")


class SnapshotRetriever:
    """Builds its retriever on a snapshot of its own for every question."""

    def __init__(self, build: Callable[[RetrieverParts], Retriever], parts: RetrieverParts) -> None:
        self._build = build
        self._parts = parts

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        with self._parts.store.snapshot() as snapshot:
            return self._build(replace(self._parts, store=snapshot))(question, k, where)


class Searcher(Protocol[S]):
    """Retrieval in two parts: the search for a question, and the best passages of it."""

    def search(self, text: str, where: Filter = EVERYTHING) -> S: ...

    def to_hits(self, search: S, k: int, where: Filter = EVERYTHING) -> list[Hit]: ...


class SearchOnce(Generic[S]):
    """Retrieves from a snapshot; a question asked again, for more passages, is not searched for again."""

    def __init__(self, searcher: Searcher[S]) -> None:
        self._search = lru_cache(maxsize=1)(searcher.search)
        self._to_hits = searcher.to_hits

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        return self._to_hits(self._search(question, where), k, where)
