"""Copy a whole SQLite database while others use it, through SQLite's backup interface.

The copy is a consistent snapshot of the source; the target is replaced in one transaction.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from graph.database import WRITE_PRAGMAS
from graph.database_errors import translate_errors
from graph.errors import StoreUnavailable
from graph.private_files import make_file, make_folder


def copy_database(source: Path, target: Path, patience: float = 15.0) -> None:
    """Overwrite the target with the content of the source, waiting at most `patience` seconds for a locked file.

    Raises StoreError; OSError if the target cannot be created.
    """
    make_folder(target.parent)
    make_file(target)
    with closing(_connect(source, patience)) as origin, closing(_connect(target, patience)) as copy:
        _copy(origin, copy, target, patience)


def delete_database(file: Path) -> None:
    """Delete a database with its side files; it may be damaged or missing."""
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


def _connect(file: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=patience, isolation_level=None)
    for choice in WRITE_PRAGMAS:
        if not choice.startswith("journal_mode"):
            connection.execute(f"PRAGMA {choice}")
    return connection


def _copy(origin: sqlite3.Connection, copy: sqlite3.Connection, target: Path, patience: float) -> None:
    ends = time.monotonic() + patience

    # SQLite retries a locked file indefinitely and calls this after each try.
    def waiting(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > ends:
            raise StoreUnavailable(f"{target} is locked by another process", "wait for it to end, then try again")

    with translate_errors(target):
        origin.backup(copy, pages=-1, progress=waiting)
        # Do not leave the previous content of the pages in the log.
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
