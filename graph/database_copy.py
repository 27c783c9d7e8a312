"""Copies a whole SQLite database while others use it, through SQLite's own backup interface.

The copy is one moment of the source; the target changes in one transaction, whatever it held before.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from graph.database import CHOICES, translated
from graph.errors import StoreUnavailable
from graph.private_files import make_file, make_folder


def copy_database(source: Path, target: Path, patience: float = 15.0) -> None:
    """Make the target hold what the source holds; `patience` is how many seconds a locked file is waited for.

    Raises StoreError; OSError where the target cannot be made.
    """
    make_folder(target.parent)
    make_file(target)
    with closing(_connect(source, patience)) as origin, closing(_connect(target, patience)) as copy:
        _copy(origin, copy, target, patience)


def _connect(file: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=patience, isolation_level=None)
    for choice in CHOICES:
        if not choice.startswith("journal_mode"):
            connection.execute(f"PRAGMA {choice}")
    return connection


def _copy(origin: sqlite3.Connection, copy: sqlite3.Connection, target: Path, patience: float) -> None:
    ends = time.monotonic() + patience

    # SQLite tries for ever to get a locked file, and calls this after each try.
    def waiting(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > ends:
            raise StoreUnavailable(f"{target} is locked by another process", "wait for it to end, then try again")

    with translated(target):
        origin.backup(copy, pages=-1, progress=waiting)
        # What the pages held before must not stay in the log.
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
