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

_Stamp = tuple[int, int, bool]


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
    return path.exists() or any(folder.glob(f"*{path.suffix}"))


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection in autocommit mode that only reads; an empty database in memory for a missing file."""
    if not path.exists():
        return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    stamp = _stamp(path)
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if log.exists() and index.exists():
        return _open(path, "mode=ro", sqlite3.Connection, patience)
    if log.exists() and log.stat().st_size:
        raise StoreUnavailable(
            f"{path} has changes in {log.name} that cannot be read where nothing can be written",
            "open it once where its folder can be written, or copy the folder: graphloop store check",
        )
    connection = _open(path, "immutable=1", _Unchanging, patience)
    assert isinstance(connection, _Unchanging)
    connection.stamp = stamp
    return connection


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


def _stamp(path: Path) -> _Stamp:
    state = path.stat()
    return state.st_mtime_ns, state.st_size, path.with_name(path.name + "-wal").exists()
