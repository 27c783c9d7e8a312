"""The audit log of a data folder with readers: who did what and when, without questions, answers or texts."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from graph.database import Database
from graph.errors import StoreError
from ui.access.reader_book import ReaderBook

Action = Literal[
    "signed in",
    "signed out",
    "refused to sign in",
    "asked",
    "denied",
    "added documents",
    "removed documents",
    "tagged documents",
    "changed settings",
    "added reader",
    "changed reader",
    "removed reader",
]

JOURNAL = "journal.db"
"""The file of the data folder that holds readers and log."""

OWNER = "(owner)"
"""Whoever runs a command without naming a reader: a person with the files of the data folder."""


def _tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE audit (number INTEGER PRIMARY KEY, time TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,"
        " detail TEXT NOT NULL)"
    )


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What a reader did; `time` is UTC in ISO 8601."""

    time: str
    who: str
    action: str
    detail: str = ""


class AuditLog:
    """The audit log in a journal; usable from any thread and by several processes."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "audit", [_tables])

    def write(self, who: str, action: Action, detail: str = "") -> None:
        """Add an entry."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO audit (time, who, action, detail) VALUES (?, ?, ?, ?)", (now, who, action, detail)
            )

    def list(self, limit: int) -> list[AuditEntry]:
        """Return the last entries, at most so many, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT time, who, action, detail FROM audit ORDER BY number DESC LIMIT ?", (limit,)
            ).fetchall()
        return [AuditEntry(*row) for row in reversed(rows)]

    def close(self) -> None:
        self._database.close()


def record_command(journal: Path, reader: str | None, action: Action, detail: str = "") -> None:
    """Add an entry for a command of a reader by name or of the owner, if the journal has any readers."""
    with suppress(StoreError):  # the command has been carried out
        with closing(ReaderBook(journal)) as book:
            if not book.list():
                return
        with closing(AuditLog(journal)) as log:
            log.write(reader or OWNER, action, detail)
