"""Translate SQLite's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreError, StoreFull, StoreUnavailable

BUSY_ERRORS = ("locked", "busy")
DISK_FULL_ERRORS = ("disk", "full")


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Translate SQLite's errors into store errors with a hint."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if any(word in text for word in BUSY_ERRORS):
            raise StoreUnavailable(f"{path} is locked by another process", "wait for it to end, then try again")
        if any(word in text for word in DISK_FULL_ERRORS):
            raise StoreFull(f"{path}: {text}", "make room on the disk; nothing written before is lost")
        raise StoreUnavailable(f"cannot use {path}: {text}", "check the path and its permissions")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise StoreError(
            f"{path} is damaged or not a graphloop database: {error}",
            "graphloop restore FILE brings a backup back; or choose another data folder",
        )
