"""Gives what a journal holds of before there were collections to the collection of the documents that it is about.

Whatever names no passage that is still there goes to the only collection that holds documents, else to the first one.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from graph.database import CollectionOf
from graph.store import GraphStore

FIRST = "default"
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_TABLES = ("threads", "cases", "runs", "versions", "feedback", "labelled", "own_figures")


class Adopting(Protocol):
    """A part of the journal whose rows belong to collections."""

    def adopt(self, collection_of: CollectionOf) -> None:
        """Give the rows without a collection one."""
        ...


def adopt(journal: Path, part: Adopting, store: Callable[[], GraphStore]) -> None:
    """Let a part of the journal adopt its rows; the store is only opened where there are such rows."""
    if _orphans(journal):
        part.adopt(_Finder(store()))


def _orphans(journal: Path) -> bool:
    with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, timeout=15)) as connection:
        for table in _TABLES:
            columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
            if "collection" in columns:
                query = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE collection = '')"  # noqa: S608 - fixed names
                if connection.execute(query).fetchone()[0]:
                    return True
    return False


class _Finder:
    """Says of which collection the passages and documents are whose ids stand in a text."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._documents = {document.id: document.collection for document in store.documents()}
        known = set(self._documents.values())
        self._else = next(iter(known)) if len(known) == 1 else FIRST

    def __call__(self, text: str) -> str:
        ids = list(dict.fromkeys(_ID.findall(text)))
        passages = self._store.passages(ids)
        named = Counter(
            self._documents[document]
            for document in (*ids, *(passage.document_id for passage in passages))
            if document in self._documents
        )
        return named.most_common(1)[0][0] if named else self._else
