"""Keep the vectors of long documents while they are made, so that an interrupted ingest goes on inside a document.

Only rows of documents that are not written yet are kept, under a digest of what was embedded; writing the document
drops them. It is a cache: what cannot be written or read is embedded again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.database import Database
from graph.errors import StoreError
from graph.types import Matrix
from ingest.embed import EmbeddedRow

# Rows of documents that were never finished are dropped after this time.
_LONGEST_SECONDS = 30 * 24 * 3600.0


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE vectors (document TEXT, input TEXT, columns INTEGER NOT NULL, matrix BLOB NOT NULL, "
        "made REAL NOT NULL, PRIMARY KEY (document, input)) WITHOUT ROWID"
    )


class UnfinishedVectors:
    """The rows of unfinished documents in a file of their own, which is made when there is something to keep."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: Database | None = None
        self._broken = self._forgot = False
        self._documents: set[str] = set()

    def read(self, document_id: str) -> dict[str, Matrix]:
        """Return the kept rows of a document by the digest of their input."""
        if self._broken or not self._path.is_file():
            return {}
        try:
            with self._opened().read() as connection:
                rows = connection.execute(
                    "SELECT input, columns, matrix FROM vectors WHERE document = ?", (document_id,)
                ).fetchall()
        except StoreError:  # a cache that cannot be read is none
            return {}
        if rows:
            self._documents.add(document_id)
        return {name: np.frombuffer(matrix, np.float32).reshape(-1, columns) for name, columns, matrix in rows}

    def write(self, rows: Sequence[EmbeddedRow]) -> None:
        """Keep rows; a failure is not one of the ingest, and nothing more is kept."""
        if self._broken or not rows:
            return
        now = time.time()
        self._documents.update(one.document_id for one in rows)
        made = [(one.document_id, one.input, one.rows.shape[1], one.rows.tobytes(), now) for one in rows]
        try:
            with self._opened().write() as connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", made)
        except StoreError:
            self._broken = True

    def forget(self, document_id: str) -> None:
        """Drop the rows of a document that is written."""
        if self._database is None or document_id not in self._documents:
            return
        self._documents.discard(document_id)
        try:
            with self._database.write() as connection:
                connection.execute("DELETE FROM vectors WHERE document = ?", (document_id,))
                connection.execute("DELETE FROM vectors WHERE made < ?", (time.time() - _LONGEST_SECONDS,))
            self._forgot = True
        except StoreError:
            self._broken = True

    def close(self) -> None:
        """Close the file, and give back the room of what was dropped."""
        if self._database is not None:
            try:
                if self._forgot and not self._broken:
                    self._database.compact()
            except StoreError:  # the room is given back another time
                pass
            self._database.close()
        self._database = None

    def _opened(self) -> Database:
        if self._database is None:
            self._database = Database(self._path, "unfinished vectors", [_create])
        return self._database
