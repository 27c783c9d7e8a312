"""Read an SQLite file in WAL mode where neither it nor its folder is writable.

SQLite can read such a file in two ways only: with the write-ahead log's index that a writer has open or left behind, or
as immutable, which is correct only while the log is empty.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from graph.errors import StoreUnavailable

_Stamp = tuple[int, int, int]


class _Unchanging(sqlite3.Connection):
    """A connection that does not notice changes of the file, with the state of the file it was opened on."""

    stamp: _Stamp


def is_readonly(path: Path) -> bool:
    """Return whether there is a database to read but no way to write it.

    A missing file counts as empty if its folder holds other databases, which makes it a data folder.
    """
    folder = path.parent
    if not folder.is_dir() or os.access(folder, os.W_OK | os.X_OK):
        return path.is_file() and not os.access(path, os.W_OK)
    return path.exists() or has_data(path)


def has_data(path: Path) -> bool:
    """Return whether the file's folder holds non-empty databases; a missing one then counts as empty."""
    return any(one.stat().st_size for one in path.parent.glob(f"*{path.suffix}"))


def connect_readonly(path: Path, patience: float) -> sqlite3.Connection:
    """Open a read-only connection in autocommit mode; an empty in-memory database for a missing file."""
    if not path.exists():
        return connect_empty(path)
    stamp = _stamp(path)
    if _size(path, "-wal"):
        if _size(path, "-shm"):
            return _open(path, "mode=ro", sqlite3.Connection, patience)
        raise StoreUnavailable(
            f"{path} has changes in {path.name}-wal that cannot be read where nothing can be written",
            "open it once where its folder can be written, or copy the folder: graphloop store check",
        )
    return _stamped(_open(path, "immutable=1", _Unchanging, patience), stamp)


def connect_empty(path: Path) -> sqlite3.Connection:
    """Open an empty in-memory database that stands for a file until the file changes."""
    stamp = _stamp(path)
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=_Unchanging)
    return _stamped(made, stamp)


def is_readonly_connection(connection: sqlite3.Connection) -> bool:
    """Return whether the connection stands for a file that it cannot write."""
    return isinstance(connection, _Unchanging)


def is_stale(path: Path, connection: sqlite3.Connection) -> bool:
    """Return whether the file was changed by another process without the connection noticing."""
    return isinstance(connection, _Unchanging) and connection.stamp != _stamp(path)


def refuse_write(path: Path) -> NoReturn:
    """Raise StoreUnavailable for a write."""
    raise StoreUnavailable(
        f"{path} cannot be written: it or its folder is read-only",
        "reading works; to write, change the permissions or choose another data folder: --data-dir",
    )


def _open(path: Path, how: str, kind: type[sqlite3.Connection], patience: float) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(path.absolute()))}?{how}"
    return sqlite3.connect(
        address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False, factory=kind
    )


def _stamped(connection: sqlite3.Connection, stamp: _Stamp) -> sqlite3.Connection:
    assert isinstance(connection, _Unchanging)
    connection.stamp = stamp
    return connection


def _stamp(path: Path) -> _Stamp:
    try:
        state = path.stat()
    except OSError:
        return 0, 0, 0
    return state.st_mtime_ns, state.st_size, _size(path, "-wal")


def _size(path: Path, suffix: str) -> int:
    try:
        return path.with_name(path.name + suffix).stat().st_size
    except OSError:
        return 0
