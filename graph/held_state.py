"""Hold one state of an SQLite file for reading, while any thread may write."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from graph.database_errors import translate_errors
from graph.errors import StoreUnavailable
from graph.readonly import is_readonly_connection

MAX_IDLE_CONNECTIONS = 4


class ReadSource(Protocol):
    """Gives read transactions."""

    def read(self) -> AbstractContextManager[sqlite3.Connection]: ...


class HeldState:
    """One state of a file, for one thread at a time; StoreUnavailable once it is no longer held."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read from the held state."""
        if self._connection is None:
            raise StoreUnavailable(f"a snapshot of {self._path} is read after it has ended", "ask again")
        with translate_errors(self._path):
            yield self._connection

    def end(self) -> None:
        """Refuse all further reading."""
        self._connection = None


class HeldStates:
    """The states of one file that are held, each on a connection of its own; a few connections are kept for reuse."""

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._holding: list[threading.Thread] = []
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._change = threading.Condition()

    @contextmanager
    def hold(self) -> Iterator[HeldState]:
        """Hold the newest state of the file until the block ends."""
        thread = threading.current_thread()
        with self._change:
            if self._closed:
                raise closed_error(self._path)
            self._holding.append(thread)
            connection = self._idle.pop() if self._idle else None
        try:
            with translate_errors(self._path):
                connection = connection or self._connect()
                connection.execute("BEGIN")
            state = HeldState(self._path, connection)
            try:
                yield state
            finally:
                state.end()
        finally:
            with self._change:
                self._holding.remove(thread)
                if connection is not None:
                    self._release(connection)
                self._change.notify_all()

    def _release(self, connection: sqlite3.Connection) -> None:
        connection.rollback()
        if self._closed or len(self._idle) == MAX_IDLE_CONNECTIONS or is_readonly_connection(connection):
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Refuse new states, wait until other threads hold none, and close idle connections; one that this thread
        holds is closed when its block ends."""
        with self._change:
            self._closed = True
            self._change.wait_for(lambda: set(self._holding) <= {threading.current_thread()})
            while self._idle:
                self._idle.pop().close()


def closed_error(path: Path) -> StoreUnavailable:
    """Return the error for a file that is used after it was closed."""
    return StoreUnavailable(f"{path} has been closed", "open it again")
