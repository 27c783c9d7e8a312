"""Integrity checks of a database in the data folder: the file, references between its tables, and JSON values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from graph import readonly
from graph.database import find_damage
from graph.database_errors import DISK_FULL_ERRORS
from graph.errors import StoreUnavailable
from graph.text.counting import count_noun

REPAIR_HINT = "restore a backup: graphloop restore FILE"

LOCK_TIMEOUT_SECONDS = 15.0
"""Seconds to wait for a locked file."""

# Columns with these names hold JSON in every table.
JSON_COLUMNS = ("value", "result", "answer", "settings")


def database_faults(file: Path) -> list[str]:
    """Return the faults of a database in plain words; none if the file does not exist yet."""
    if not file.exists():
        return []
    try:
        # Read-only: a check must not change anything.
        with closing(_connect_readonly(file)) as connection:
            connection.execute("BEGIN")
            faults = [*find_damage(connection)] or [*_json_faults(connection)]
    except (sqlite3.DatabaseError, StoreUnavailable) as error:
        faults = [f"the file cannot be read: {error}"]
    return [f"{file.name}: {fault}" for fault in faults]


def count_journal_rows(file: Path) -> int:
    """Count the rows in all tables of a journal; 0 if there is no journal. Raises sqlite3.DatabaseError."""
    if not file.exists():
        return 0
    with closing(_connect_readonly(file)) as connection:
        tables = [table for table in _tables(connection) if table != "migrations"]
        return sum(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608


def _connect_readonly(file: Path) -> sqlite3.Connection:
    """Open a read-only connection, also on a read-only or full disk. Raises sqlite3.Error, StoreUnavailable."""
    if readonly.is_readonly(file):
        return readonly.connect_readonly(file, LOCK_TIMEOUT_SECONDS)
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=LOCK_TIMEOUT_SECONDS)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        # A full disk has no room for the files that SQLite creates even for reading.
        if not any(word in str(error) for word in DISK_FULL_ERRORS):
            raise
        return readonly.connect_readonly(file, LOCK_TIMEOUT_SECONDS)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in connection.execute(query)]


def _json_faults(connection: sqlite3.Connection) -> Iterator[str]:
    for table in _tables(connection):
        columns = {name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')}
        for column in JSON_COLUMNS:
            if column in columns:
                broken = f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL AND NOT json_valid("{column}")'  # noqa: S608
                (count,) = connection.execute(broken).fetchone()
                if count:
                    yield f"{count_noun(count, 'row')} of table {table} with an unreadable {column}"
