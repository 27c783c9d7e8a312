"""Retrieval over documents that come and go while it reads."""

from __future__ import annotations

from graph.errors import StoreError
from graph.types import EVERYTHING, Filter
from rag.types import Hit, Retriever

TRIES = 5


class RetryingRetriever:
    """Retrieves anew when a passage was removed between two looks at the store; `StoreError` when that goes on."""

    def __init__(self, retrieve: Retriever) -> None:
        self._retrieve = retrieve

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        gone: KeyError | None = None
        for _ in range(TRIES):
            try:
                return self._retrieve(question, k, where)
            except KeyError as error:  # so a store tells of an id that it no longer holds
                gone = error
        hint = "ask again when they have been taken in"
        raise StoreError("documents are being removed faster than they can be searched", hint) from gone
