"""Open an SQLite file that several threads and processes use at once, and migrate its tables.

One file may hold the tables of several components, each with its own list of numbered migrations.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from graph import readonly
from graph.database_errors import BUSY_ERRORS, DISK_FULL_ERRORS, translate_errors
from graph.errors import StoreFull, StoreTooNew, StoreUnavailable
from graph.held_state import HeldState, HeldStates, closed_error
from graph.private_files import make_file, make_folder

Migration = Callable[[sqlite3.Connection], object]
CollectionOf = Callable[[str], str]
"""Returns the collection of the passages whose ids occur in a text."""

READ_PRAGMAS = ("foreign_keys = ON", "trusted_schema = OFF")
WRITE_PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    # Reading the file makes SQLite create its side files: this shows whether there is room for them.
    "schema_version",
)


class Database:
    """Connections to one file: WAL mode, one per thread, foreign keys on, every write in an immediate transaction."""

    def __init__(self, path: Path, component: str, migrations: Sequence[Migration], patience: float = 15.0) -> None:
        """Open or create the file; `patience` is how many seconds a write waits for another process.

        A file that is not writable, or lies on a full disk, is opened for reading; writing to it raises StoreError.
        """
        self.path = path
        self._readonly = readonly.is_readonly(path)
        self._unwritten: tuple[str, Sequence[Migration]] | None = None
        self._patience = patience
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._busy: set[threading.Thread] = set()
        self._states = HeldStates(path, lambda: self._opened(writing=False))
        self._closed = False
        self._change = threading.Condition()
        try:
            make_folder(path.parent)
            if not self._readonly:
                make_file(path)
        except OSError as error:
            raise StoreUnavailable(f"cannot create {path}: {error.strerror}", "choose another data folder: --data-dir")
        with translate_errors(path):
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
        if self._readonly and version:
            raise StoreUnavailable(
                f"{self.path} was written by an earlier version of graphloop and cannot be brought up to date here",
                "open it once where its folder can be written: graphloop store check",
            )
        if self._readonly:
            self._be_empty(component, migrations)
            return
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                _bring_up(connection, component, migrations[self._version(component) :], len(migrations))
        except StoreFull:
            if version or not readonly.has_data(self.path):
                raise
            self._be_empty(component, migrations)

    def _be_empty(self, component: str, migrations: Sequence[Migration]) -> None:
        """Present empty tables to readers, as nothing of this component was ever written."""
        self._unwritten = component, migrations
        self._close([threading.current_thread()])

    def _version(self, component: str) -> int:
        with self.read() as connection:
            known = "SELECT count(*) FROM sqlite_master WHERE name = 'migrations'"
            if not connection.execute(known).fetchone()[0]:
                return 0
            row = connection.execute("SELECT version FROM migrations WHERE component = ?", (component,)).fetchone()
            return int(row[0]) if row else 0

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction: all of it takes effect, or nothing if an exception is raised."""
        if self._readonly:
            readonly.refuse_write(self.path)
        if self._unwritten is not None:
            self._make_room()
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def _make_room(self) -> None:
        """Retry creating the tables for which there was no room."""
        assert self._unwritten is not None
        component, migrations = self._unwritten
        with self._transaction("BEGIN IMMEDIATE") as connection:
            _bring_up(connection, component, migrations[self._version(component) :], len(migrations))
        self._unwritten = None

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read from one consistent snapshot of the file."""
        with self._transaction("BEGIN") as connection:
            yield connection

    def hold(self) -> AbstractContextManager[HeldState]:
        """Hold the newest state of the file for reading; meanwhile any thread, this one too, may write.

        The log cannot be truncated until the block ends.
        """
        return self._states.hold()

    def compact(self) -> bool:
        """Vacuum the file and truncate its log; return False while other processes prevent it.

        Deleted rows are zeroed, but a page that passed rows to another can keep a stale copy of them. Takes about a
        second per 100 MB, and temporarily as much disk space as the file.
        """
        thread = threading.current_thread()
        with translate_errors(self.path), self._held(thread, writing=True) as connection:
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if any(word in str(error) for word in BUSY_ERRORS):
                    return False
                raise
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        thread = threading.current_thread()
        if thread in self._busy:
            with translate_errors(self.path):
                yield self._connections[thread]
            return
        with translate_errors(self.path), self._held(thread, begin != "BEGIN") as connection:
            connection.execute(begin)
            try:
                yield connection
            except BaseException:  # never leave a transaction half done
                if self._connections.get(thread) is connection:
                    connection.rollback()
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _held(self, thread: threading.Thread, writing: bool) -> Iterator[sqlite3.Connection]:
        """Yield the thread's connection, in autocommit mode; nobody closes it meanwhile."""
        with self._change:
            if self._closed:
                raise closed_error(self.path)
            self._busy.add(thread)
        try:
            known = self._connections.get(thread)
            if known is not None and not self._serves(known, writing):
                with self._change:
                    self._close([thread])
                known = None
            yield known or self._connect(thread, writing)
        finally:
            with self._change:
                self._busy.discard(thread)
                self._change.notify_all()

    def _connect(self, thread: threading.Thread, writing: bool) -> sqlite3.Connection:
        """Return a connection for a thread that has none: that of a thread that has ended, or a new one.

        A page runs in a new thread each time, and opening the file takes longer than most of its queries.
        """
        with self._change:
            ended = [one for one in self._connections if not one.is_alive() and one not in self._busy]
            left = [self._connections.pop(one) for one in ended]
            connection = next((one for one in left if self._serves(one, writing)), None)
            _close_all([one for one in left if one is not connection])
            if connection is not None:
                connection.rollback()
                self._connections[thread] = connection
                return connection
        connection = self._opened(writing)
        with self._change:
            self._connections[thread] = connection
        return connection

    def _serves(self, connection: sqlite3.Connection, writing: bool) -> bool:
        """Whether a connection still shows the file, and may write if that is wanted."""
        is_stale = readonly.is_stale(self.path, connection)
        return not is_stale and not (writing and readonly.is_readonly_connection(connection))

    def _opened(self, writing: bool) -> sqlite3.Connection:
        if self._unwritten is not None and not writing:
            connection = readonly.connect_empty(self.path)
            component, migrations = self._unwritten
            _bring_up(connection, component, migrations, len(migrations))
            return connection
        if self._readonly:
            return _configured(readonly.connect_readonly(self.path, self._patience), READ_PRAGMAS)
        try:
            opened = sqlite3.connect(self.path, timeout=self._patience, isolation_level=None, check_same_thread=False)
            return _configured(opened, WRITE_PRAGMAS)
        except sqlite3.OperationalError as error:
            # A full disk has no room for the side files that SQLite creates even for reading.
            if writing or not any(word in str(error) for word in DISK_FULL_ERRORS) or not readonly.has_data(self.path):
                raise
            return _configured(readonly.connect_readonly(self.path, self._patience), READ_PRAGMAS)

    def _close(self, threads: list[threading.Thread]) -> None:
        _close_all([self._connections.pop(thread) for thread in threads if thread in self._connections])

    def close(self) -> None:
        """Wait for other threads' transactions, refuse new ones, and close every connection.

        An interrupt can leave a transaction of this thread open; it is rolled back.
        """
        closing = {threading.current_thread()}
        with self._change:
            self._closed = True
            # Closing a connection that another thread is using crashes the process.
            self._change.wait_for(lambda: self._busy <= closing)
            self._close(list(self._connections))
        self._states.close()


def _close_all(connections: Sequence[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.rollback()
        connection.close()


def _configured(connection: sqlite3.Connection, choices: Sequence[str]) -> sqlite3.Connection:
    try:
        for choice in choices:
            connection.execute(f"PRAGMA {choice}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _bring_up(connection: sqlite3.Connection, component: str, migrations: Sequence[Migration], version: int) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (component TEXT PRIMARY KEY, version INTEGER)")
    for migrate in migrations:
        migrate(connection)
    connection.execute("INSERT OR REPLACE INTO migrations VALUES (?, ?)", (component, version))


def find_damage(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield, in plain words, damage to the file and broken foreign keys."""
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, *_ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"a row of table {table} hangs on nothing"
