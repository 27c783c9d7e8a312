"""Record which file contents gave which documents, so that unchanged files are recognised without parsing.

The store is authoritative: an entry is valid only while its documents are in the store.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from graph.database import Database
from ingest.unfinished import UnfinishedVectors


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One ingested file: its size in bytes, its digest, the pipeline, and a digest of its stored documents.

    `original` is the source of the same content that is stored in place of this one, if there is one. `unreadable`
    means that the file can no longer be read, and what is stored is what it was before. `tags` are those that the file
    itself gives.
    """

    size: int
    file_hash: str
    fingerprint: str
    documents: str
    original: str = ""
    unreadable: bool = False
    tags: tuple[str, ...] = ()


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE ledger (collection TEXT, source TEXT, size INTEGER NOT NULL, file_hash TEXT NOT NULL, "
        "fingerprint TEXT NOT NULL, documents TEXT NOT NULL, PRIMARY KEY (collection, source)) WITHOUT ROWID"
    )


def _add_states(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE ledger ADD COLUMN original TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE ledger ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0")


def _add_tags(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE ledger ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'")


class Ledger:
    """The entries of one journal file. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "ledger", [_create, _add_states, _add_tags])

    def entries(self, collection: str) -> dict[str, LedgerEntry]:
        """Return all entries of a collection by source."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT source, size, file_hash, fingerprint, documents, original, unreadable, tags FROM ledger "
                "WHERE collection = ?",
                (collection,),
            ).fetchall()
        return {
            source: replace(LedgerEntry(*rest), unreadable=bool(unreadable), tags=tuple(json.loads(tags)))
            for source, *rest, unreadable, tags in rows
        }

    def write(self, collection: str, source: str, entry: LedgerEntry) -> None:
        """Write an entry, replacing the previous one."""
        state = (entry.original, int(entry.unreadable), json.dumps(entry.tags))
        row = (collection, source, entry.size, entry.file_hash, entry.fingerprint, entry.documents, *state)
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def forget(self, collection: str, source: str) -> None:
        """Remove an entry."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM ledger WHERE collection = ? AND source = ?", (collection, source))

    def open_unfinished(self) -> UnfinishedVectors:
        """Return the vectors of documents that an interrupted ingest left unfinished, kept beside the journal."""
        return UnfinishedVectors(self._database.path.parent / "cache" / "unfinished.db")

    def move(self, collection: str, old: str, new: str) -> None:
        """Forget a file that was moved; its copies are those of the new one."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM ledger WHERE collection = ? AND source = ?", (collection, old))
            connection.execute(
                "UPDATE ledger SET original = ? WHERE collection = ? AND original = ?", (new, collection, old)
            )

    def copies(self, collection: str) -> dict[str, tuple[str, ...]]:
        """Return the other files with the content of a stored one, by its source."""
        query = (
            "SELECT copies.original, copies.source FROM ledger AS copies JOIN ledger AS originals "
            "ON originals.collection = copies.collection AND originals.source = copies.original "
            "AND originals.file_hash = copies.file_hash WHERE copies.collection = ? AND copies.original <> '' "
            "ORDER BY copies.source"
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for original, source in connection.execute(query, (collection,)):
                found[original] = (*found.get(original, ()), source)
        return found

    def unreadable(self, collection: str) -> frozenset[str]:
        """Return the sources whose file can no longer be read."""
        query = "SELECT source FROM ledger WHERE collection = ? AND unreadable"
        with self._database.read() as connection:
            return frozenset(source for (source,) in connection.execute(query, (collection,)))

    def close(self) -> None:
        self._database.close()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
