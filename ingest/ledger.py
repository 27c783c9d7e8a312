"""Record which file contents gave which documents, so that unchanged files are recognised without parsing.

The store is authoritative: an entry is valid only while its documents are in the store.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from graph.database import Database
from ingest.unfinished import UnfinishedVectors


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One ingested file: its size in bytes, its digest, the pipeline, and a digest of its stored documents."""

    size: int
    file_hash: str
    fingerprint: str
    documents: str


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE ledger (collection TEXT, source TEXT, size INTEGER NOT NULL, file_hash TEXT NOT NULL, "
        "fingerprint TEXT NOT NULL, documents TEXT NOT NULL, PRIMARY KEY (collection, source)) WITHOUT ROWID"
    )


class Ledger:
    """The entries of one journal file. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "ledger", [_create])

    def entries(self, collection: str) -> dict[str, LedgerEntry]:
        """Return all entries of a collection by source."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT source, size, file_hash, fingerprint, documents FROM ledger WHERE collection = ?", (collection,)
            ).fetchall()
        return {source: LedgerEntry(*rest) for source, *rest in rows}

    def write(self, collection: str, source: str, entry: LedgerEntry) -> None:
        """Write an entry, replacing the previous one."""
        row = (collection, source, entry.size, entry.file_hash, entry.fingerprint, entry.documents)
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?, ?)", row)

    def forget(self, collection: str, source: str) -> None:
        """Remove an entry."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM ledger WHERE collection = ? AND source = ?", (collection, source))

    def open_unfinished(self) -> UnfinishedVectors:
        """Return the vectors of documents that an interrupted ingest left unfinished, kept beside the journal."""
        return UnfinishedVectors(self._database.path.parent / "cache" / "unfinished.db")

    def close(self) -> None:
        self._database.close()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
