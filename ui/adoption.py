"""Assigns journal rows from before there were collections to the collection of the documents they refer to.

A row that refers to no existing passage goes to the only collection that holds documents, else to the default one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Protocol, TypeVar

from graph.database import CollectionOf
from graph.store import GraphStore

DEFAULT_COLLECTION = "default"
_ID = re.compile(r"\b[0-9a-f]{32}\b")


class JournalPart(Protocol):
    """A part of the journal whose rows belong to collections."""

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign a collection to each row without one; `collection_of` is called only if there are any."""
        ...

    def close(self) -> None: ...


P = TypeVar("P", bound=JournalPart)


def adopt_rows(part: P, store: Callable[[], GraphStore]) -> P:
    """Return the part after it has adopted its rows; the store is opened only if there are rows to adopt."""
    try:
        part.adopt(_CollectionFinder(store))
    except BaseException:  # whatever went wrong, no caller could close it
        part.close()
        raise
    return part


class _CollectionFinder:
    """Looks up the collection of the passages and documents whose ids occur in a text.

    The store is opened on the first call, and its documents are listed once.
    """

    def __init__(self, store: Callable[[], GraphStore]) -> None:
        self._store = store
        self._documents: dict[str, str] | None = None

    def __call__(self, text: str) -> str:
        known = self._known()
        ids = list(dict.fromkeys(_ID.findall(text)))
        named = Counter(
            known[document]
            for document in (*ids, *(passage.document_id for passage in self._store().passages(ids)))
            if document in known
        )
        if named:
            return named.most_common(1)[0][0]
        collections = set(known.values())
        return collections.pop() if len(collections) == 1 else DEFAULT_COLLECTION

    def _known(self) -> dict[str, str]:
        if self._documents is None:
            self._documents = {document.id: document.collection for document in self._store().documents()}
        return self._documents
