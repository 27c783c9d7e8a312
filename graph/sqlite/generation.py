"""Mark a graph file as restored, so that processes that have it open discard their caches."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from graph.database_errors import translate_errors

# The largest value of the header field that SQLite leaves to applications.
_LARGEST = 2**31 - 1


def last_revision(file: Path) -> int:
    """Return the newest revision of a graph file; 0 if it cannot be read."""
    try:
        with closing(sqlite3.connect(file, timeout=15)) as connection:
            return int(connection.execute("SELECT coalesce(max(revision), 0) FROM log").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0


def begin_generation(file: Path, after: int) -> None:
    """Give the graph a new generation, and a revision later than `after` and than all of its own.

    Raises StoreError.
    """
    with translate_errors(file), closing(sqlite3.connect(file, timeout=15, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        (own,) = connection.execute("SELECT coalesce(max(revision), 0) FROM log").fetchone()
        connection.execute("INSERT INTO log VALUES (?, '', NULL, NULL)", (max(own, after) + 1,))
        connection.execute(f"PRAGMA user_version = {1 + secrets.randbelow(_LARGEST)}")
        connection.execute("COMMIT")
