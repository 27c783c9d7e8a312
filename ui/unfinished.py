"""Removals that have begun and not ended, kept in the journal: one that was interrupted can be told and finished."""

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
class Begun:
    """A document whose removal has begun; of its names only digests are kept."""

    document: str
    names: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Whether it went by this id, start of an id, path, file name or title."""
        whole = str(Path(name).absolute())
        begins = len(name) >= 4 and self.document.startswith(name)
        return begins or bool({_hidden(name), _hidden(whole)} & set(self.names))


class Unfinished:
    """The removals of a collection that have begun, in one journal."""

    def __init__(self, path: Path, collection: str) -> None:
        self._database = Database(path, "removals", [_tables])
        self._collection = collection

    def begin(self, documents: Iterable[Document]) -> None:
        """Note that these documents are being removed."""
        rows = [
            (one.id, self._collection, json.dumps([_hidden(name) for name in (one.source, _file(one), one.title)]))
            for one in documents
        ]
        with self._database.write() as connection:
            connection.executemany("INSERT OR REPLACE INTO removals VALUES (?, ?, ?)", rows)

    def all(self) -> list[Begun]:
        """The documents whose removal has begun."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT document, names FROM removals WHERE collection = ? ORDER BY document", (self._collection,)
            ).fetchall()
        return [Begun(document, tuple(json.loads(names))) for document, names in rows]

    def end(self, document_ids: Sequence[str]) -> None:
        """Note that nothing of these documents is left to remove."""
        with self._database.write() as connection:
            connection.executemany(
                "DELETE FROM removals WHERE document = ? AND collection = ?",
                ((one, self._collection) for one in document_ids),
            )

    def compact(self) -> bool:
        """Let nothing that was deleted stand in the journal's files; False while others keep that from being done."""
        return self._database.compact()

    def close(self) -> None:
        self._database.close()


def _file(document: Document) -> str:
    return Path(document.source).name


def _hidden(name: str) -> str:
    return digest("removed", name)
