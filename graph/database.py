"""Opens an SQLite file that several threads and processes use at once, and brings its tables up to date.

One file may hold the tables of several components; each has its own list of numbered migrations.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreError, StoreTooNew, StoreUnavailable

Migration = Callable[[sqlite3.Connection], object]

BUSY = ("locked", "busy")


class Database:
    """Connections to one file: WAL, one a thread, foreign keys on, every write in an immediate transaction."""

    def __init__(self, path: Path, component: str, migrations: Sequence[Migration], patience: float = 15.0) -> None:
        """Open or create the file; `patience` is how many seconds a write waits for another process."""
        self.path = path
        self._patience = patience
        self._local = threading.local()
        self._all: dict[threading.Thread, sqlite3.Connection] = {}
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"cannot create {path.parent}: {error.strerror}", "choose another data folder")
        with translated(path):
            self._migrate(component, migrations)

    def _migrate(self, component: str, migrations: Sequence[Migration]) -> None:
        version = self._version(component)
        if version > len(migrations):
            raise StoreTooNew(
                f"{self.path} was written by a later version of graphloop ({component} {version} > {len(migrations)})",
                "upgrade graphloop, or choose another data folder",
            )
        if version == len(migrations):
            return
        with self.write() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS migrations (component TEXT PRIMARY KEY, version INTEGER)")
            for number in range(self._version(component), len(migrations)):
                migrations[number](connection)
            connection.execute("INSERT OR REPLACE INTO migrations VALUES (?, ?)", (component, len(migrations)))

    def _version(self, component: str) -> int:
        known = "SELECT count(*) FROM sqlite_master WHERE name = 'migrations'"
        if not self.connection.execute(known).fetchone()[0]:
            return 0
        row = self.connection.execute("SELECT version FROM migrations WHERE component = ?", (component,)).fetchone()
        return int(row[0]) if row else 0

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known
        connection = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        self._local.connection = connection
        with self._lock:
            self._close([thread for thread in self._all if not thread.is_alive()])
            self._all[threading.current_thread()] = connection
        return connection

    def _close(self, threads: list[threading.Thread]) -> None:
        for thread in threads:
            self._all.pop(thread).close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or, when anything is raised, nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the file."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with translated(self.path):
            connection = self.connection
            if connection.in_transaction:
                yield connection
                return
            connection.execute(begin)
            try:
                yield connection
            except BaseException:  # whatever went wrong, half a transaction must not stay
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            self._close(list(self._all))
        self._local = threading.local()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's faults into store errors with a hint."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if any(word in text for word in BUSY):
            raise StoreUnavailable(f"{path} is locked by another process", "wait for it to end, then try again")
        if "disk" in text or "full" in text:
            raise StoreError(f"{path}: {text}", "make room on the disk; nothing written before is lost")
        raise StoreUnavailable(f"cannot use {path}: {text}", "check the path and its permissions")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise StoreError(f"{path} is damaged or not a graphloop database: {error}", "restore it, or choose another")
