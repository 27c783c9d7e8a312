"""Reads an SQLite file in WAL mode where neither it nor its folder can be written.

SQLite reads such a file in two ways only: with the index of the write-ahead log that a writer has open or left behind,
or as a file that nobody changes, which is right only while the log holds nothing.
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
    """A connection that does not look for changes of the file, and the state of the file that it knows."""

    stamp: _Stamp


def is_readonly(path: Path) -> bool:
    """Whether there is a database here to be read and no way to write it.

    A missing file counts as an empty one where the folder holds others of the kind: then it is a data folder.
    """
    folder = path.parent
    if not folder.is_dir() or os.access(folder, os.W_OK | os.X_OK):
        return path.is_file() and not os.access(path, os.W_OK)
    return path.exists() or has_data(path)


def has_data(path: Path) -> bool:
    """Whether the file's folder holds databases with something in them: then one that is missing is an empty one."""
    return any(one.stat().st_size for one in path.parent.glob(f"*{path.suffix}"))


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection in autocommit mode that only reads; an empty database in memory for a missing file."""
    if not path.exists():
        return empty(path)
    stamp = _stamp(path)
    if _size(path, "-wal"):
        if _size(path, "-shm"):
            return _open(path, "mode=ro", sqlite3.Connection, patience)
        raise StoreUnavailable(
            f"{path} has changes in {path.name}-wal that cannot be read where nothing can be written",
            "open it once where its folder can be written, or copy the folder: graphloop store check",
        )
    return _stamped(_open(path, "immutable=1", _Unchanging, patience), stamp)


def empty(path: Path) -> sqlite3.Connection:
    """An empty database in memory that stands for a file until that is changed."""
    stamp = _stamp(path)
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=_Unchanging)
    return _stamped(made, stamp)


def only_reads(connection: sqlite3.Connection) -> bool:
    """Whether the connection stands for a file that it cannot write."""
    return isinstance(connection, _Unchanging)


def is_stale(path: Path, connection: sqlite3.Connection) -> bool:
    """Whether the file was changed by somebody who may write it, and the connection does not see that."""
    return isinstance(connection, _Unchanging) and connection.stamp != _stamp(path)


def refuse(path: Path) -> NoReturn:
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
