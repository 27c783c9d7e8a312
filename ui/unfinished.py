"""Pending removals, kept in the journal so that an interrupted one can be detected and finished."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.database import Database
from graph.types import Document, digest


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE removals (document TEXT NOT NULL, collection TEXT NOT NULL, names TEXT NOT NULL, "
        "PRIMARY KEY (document, collection)) WITHOUT ROWID"
    )


@dataclass(frozen=True, slots=True)
class PendingRemoval:
    """A document whose removal has begun; only digests of its names are kept."""

    document: str
    names: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Whether this was its id, the start of its id, its path, file name or title."""
        whole = str(Path(name).absolute())
        begins = len(name) >= 4 and self.document.startswith(name)
        return begins or bool({_hidden(name), _hidden(whole)} & set(self.names))


class PendingRemovals:
    """The pending removals of a collection in one journal."""

    def __init__(self, path: Path, collection: str) -> None:
        self._database = Database(path, "removals", [_tables])
        self._collection = collection

    def begin(self, documents: Iterable[Document]) -> None:
        """Record that these documents are being removed."""
        rows = [
            (
                document.id,
                self._collection,
                json.dumps([_hidden(name) for name in (document.source, _file(document), document.title)]),
            )
            for document in documents
        ]
        with self._database.write() as connection:
            connection.executemany("INSERT OR REPLACE INTO removals VALUES (?, ?, ?)", rows)

    def all(self) -> list[PendingRemoval]:
        """Return the documents whose removal is pending."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT document, names FROM removals WHERE collection = ? ORDER BY document", (self._collection,)
            ).fetchall()
        return [PendingRemoval(document, tuple(json.loads(names))) for document, names in rows]

    def end(self, document_ids: Sequence[str]) -> None:
        """Record that these documents are completely removed."""
        with self._database.write() as connection:
            connection.executemany(
                "DELETE FROM removals WHERE document = ? AND collection = ?",
                ((document_id, self._collection) for document_id in document_ids),
            )

    def compact(self) -> bool:
        """Rewrite the journal's files without what was deleted; False if another process prevents it."""
        return self._database.compact()

    def close(self) -> None:
        self._database.close()


def _file(document: Document) -> str:
    return Path(document.source).name


def _hidden(name: str) -> str:
    return digest("removed", name)
