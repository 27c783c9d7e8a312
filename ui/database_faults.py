"""Whether a database of the data folder is whole: the file, what its tables refer to, and values kept as JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from graph import readonly
from graph.database import FULL, damage
from graph.errors import StoreUnavailable

MEND = "graphloop restore FILE brings a backup back"

PATIENCE = 15.0
"""Seconds that a locked file is waited for."""

# Columns of these names hold values as JSON, in whichever table.
VALUES = ("value", "result", "answer", "settings")


def database_faults(file: Path) -> list[str]:
    """What is wrong with a database, in plain words; nothing where there is none yet."""
    if not file.exists():
        return []
    try:
        # Read-only: looking must not change anything.
        with closing(_reading(file)) as connection:
            connection.execute("BEGIN")
            found = [*damage(connection)] or [*_values(connection)]
    except (sqlite3.DatabaseError, StoreUnavailable) as error:
        found = [f"the file cannot be read: {error}"]
    return [f"{file.name}: {fault}" for fault in found]


def journal_rows(file: Path) -> int:
    """How many rows the tables of a journal hold; 0 where there is none. Raises sqlite3.DatabaseError."""
    if not file.exists():
        return 0
    with closing(_reading(file)) as connection:
        tables = [table for table in _tables(connection) if table != "migrations"]
        return sum(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608


def _reading(file: Path) -> sqlite3.Connection:
    """A connection that changes nothing, also where nothing can be written. Raises sqlite3.Error, StoreUnavailable."""
    if readonly.is_readonly(file):
        return readonly.connect(file, PATIENCE)
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        # A full disk has no room for the files that SQLite makes even to read.
        if not any(word in str(error) for word in FULL):
            raise
        return readonly.connect(file, PATIENCE)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in connection.execute(query)]


def _values(connection: sqlite3.Connection) -> Iterator[str]:
    for table in _tables(connection):
        columns = {name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')}
        for column in VALUES:
            if column in columns:
                broken = f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL AND NOT json_valid("{column}")'  # noqa: S608
                (count,) = connection.execute(broken).fetchone()
                if count:
                    yield f"{count} row(s) of table {table} hold no readable {column}"
