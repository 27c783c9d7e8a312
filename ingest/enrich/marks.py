"""Remembers which passages a model was asked about, so that an interrupted enrichment goes on where it ended.

A mark holds no text: what was found is in the graph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.database import Database


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage that was asked about: `key` identifies model, prompt and ontology; `facts` is what the graph holds."""

    passage_id: str
    document_id: str
    key: str
    facts: int


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE enriched (collection TEXT, passage TEXT, document TEXT NOT NULL, key TEXT NOT NULL, "
        "facts INTEGER NOT NULL, PRIMARY KEY (collection, passage)) WITHOUT ROWID"
    )


class EnrichmentMarks:
    """The marks of one collection in the journal. Raises StoreError."""

    def __init__(self, path: Path, collection: str) -> None:
        self._database = Database(path, "enriched", [_create])
        self._collection = collection

    def all(self) -> dict[str, Mark]:
        """Return the marks by passage."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT passage, document, key, facts FROM enriched WHERE collection = ?", (self._collection,)
            ).fetchall()
        return {row[0]: Mark(*row) for row in rows}

    def add(self, marks: Sequence[Mark]) -> None:
        """Write marks; the latest one of a passage counts."""
        rows = [(self._collection, mark.passage_id, mark.document_id, mark.key, mark.facts) for mark in marks]
        with self._database.write() as connection:
            connection.executemany("INSERT OR REPLACE INTO enriched VALUES (?, ?, ?, ?, ?)", rows)

    def forget(self, documents: Iterable[str]) -> None:
        """Remove the marks of these documents."""
        rows = [(self._collection, document) for document in documents]
        with self._database.write() as connection:
            connection.executemany("DELETE FROM enriched WHERE collection = ? AND document = ?", rows)

    def close(self) -> None:
        """Close the journal."""
        self._database.close()
