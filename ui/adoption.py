"""Gives what a journal holds of before there were collections to the collection of the documents that it is about.

Whatever names no passage that is still there goes to the only collection that holds documents, else to the first one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Protocol, TypeVar

from graph.database import CollectionOf
from graph.store import GraphStore

FIRST = "default"
_ID = re.compile(r"\b[0-9a-f]{32}\b")


class Adopting(Protocol):
    """A part of the journal whose rows belong to collections."""

    def adopt(self, collection_of: CollectionOf) -> None:
        """Give the rows without a collection one; nothing is asked where there are none."""
        ...

    def close(self) -> None: ...


P = TypeVar("P", bound=Adopting)


def adopted(part: P, store: Callable[[], GraphStore]) -> P:
    """The part when it has adopted its rows; the store is only opened where there are such rows."""
    try:
        part.adopt(_Finder(store))
    except BaseException:  # whatever went wrong, nobody else could close it
        part.close()
        raise
    return part


class _Finder:
    """Says of which collection the passages and documents are whose ids stand in a text.

    The store is opened when it is first asked, and its documents are listed once.
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
        return collections.pop() if len(collections) == 1 else FIRST

    def _known(self) -> dict[str, str]:
        if self._documents is None:
            self._documents = {document.id: document.collection for document in self._store().documents()}
        return self._documents
