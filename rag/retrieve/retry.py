"""Retrieval that tolerates documents being removed while it runs."""

from __future__ import annotations

from graph.errors import StoreError
from graph.types import EVERYTHING, Filter
from rag.types import Hit, Retriever

MAX_TRIES = 5


class RetryingRetriever:
    """Retries if a passage was removed between two reads of the store; `StoreError` if that keeps happening."""

    def __init__(self, retrieve: Retriever) -> None:
        self._retrieve = retrieve

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        gone: KeyError | None = None
        for _ in range(MAX_TRIES):
            try:
                return self._retrieve(question, k, where)
            except KeyError as error:  # raised by a store for an id it no longer holds
                gone = error
        hint = "ask again when they have been taken in"
        raise StoreError("documents are being removed faster than they can be searched", hint) from gone
