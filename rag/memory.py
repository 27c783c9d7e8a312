"""Conversations that outlive the page and the process: threads of questions with their answers."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from graph.database import Database
from graph.errors import UsageError
from rag.model import Answer, Turn

State = Literal["writing", "done", "failed"]

INTERRUPTED = "the program ended while this answer was being written"

_ANSWER = TypeAdapter(Answer)
_SELECT = "SELECT id, thread_id, question, answer, state, reason, created, updated FROM exchanges"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation; times are UTC in ISO 8601."""

    id: str
    title: str
    created: str
    updated: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a thread and its answer, which grows while `state` is writing; `reason` tells why it failed."""

    id: str
    thread_id: str
    question: str
    answer: Answer
    state: State
    reason: str
    created: str
    updated: str


def _first(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE threads (id TEXT PRIMARY KEY, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE exchanges (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
        " thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, question TEXT NOT NULL, answer TEXT NOT NULL,"
        " state TEXT NOT NULL, reason TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX exchanges_thread ON exchanges (thread_id, number)")


MIGRATIONS = (_first,)


class Threads:
    """The conversations kept in one database; usable from any thread and by several processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @staticmethod
    def open(path: Path) -> Threads:
        """The conversations in the file at `path`."""
        return Threads(Database(path, "threads", MIGRATIONS))

    def create(self, title: str) -> str:
        """A new, empty thread; returns its id."""
        now = _now()
        name = secrets.token_hex(16)
        with self._database.write() as connection:
            connection.execute("INSERT INTO threads VALUES (?, ?, ?, ?)", (name, _title(title), now, now))
        return name

    def list(self) -> list[Thread]:
        """Every thread, the one last written to first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, title, created, updated FROM threads ORDER BY updated DESC, rowid DESC"
            )
            return [Thread(*row) for row in rows]

    def rename(self, thread_id: str, title: str) -> None:
        with self._database.write() as connection:
            found = connection.execute("UPDATE threads SET title = ? WHERE id = ?", (_title(title), thread_id))
            _known(found.rowcount, thread_id)

    def remove(self, thread_id: str) -> None:
        """Forget a thread with all that was said in it."""
        with self._database.write() as connection:
            _known(connection.execute("DELETE FROM threads WHERE id = ?", (thread_id,)).rowcount, thread_id)

    def append(self, thread_id: str, question: str, answer: Answer | None = None) -> str:
        """Add a question; without its answer it is in state writing. Returns the id of the exchange."""
        now = _now()
        name = secrets.token_hex(16)
        state: State = "done" if answer else "writing"
        with self._database.write() as connection:
            found = connection.execute("UPDATE threads SET updated = ? WHERE id = ?", (now, thread_id))
            _known(found.rowcount, thread_id)
            connection.execute(
                "INSERT INTO exchanges (id, thread_id, question, answer, state, reason, created, updated)"
                " VALUES (?, ?, ?, ?, ?, '', ?, ?)",
                (name, thread_id, question, _dumped(answer or Answer("")), state, now, now),
            )
        return name

    def grow(self, exchange_id: str, text: str) -> None:
        """Save what has been written of an answer so far."""
        self._set(exchange_id, Answer(text), "writing")

    def finish(self, exchange_id: str, answer: Answer) -> None:
        self._set(exchange_id, answer, "done")

    def fail(self, exchange_id: str, reason: str) -> None:
        """Mark an answer as failed; what has been written of it stays."""
        self._set(exchange_id, None, "failed", reason)

    def fail_stale(self, seconds: float = 300.0) -> int:
        """Mark answers that nobody has written to for so long as failed; returns how many."""
        before = _stamp(datetime.now(UTC) - timedelta(seconds=seconds))
        with self._database.write() as connection:
            return connection.execute(
                "UPDATE exchanges SET state = 'failed', reason = ? WHERE state = 'writing' AND updated < ?",
                (INTERRUPTED, before),
            ).rowcount

    def turns(self, thread_id: str) -> tuple[Exchange, ...]:
        """What was said in a thread, in order."""
        with self._database.read() as connection:
            rows = connection.execute(f"{_SELECT} WHERE thread_id = ? ORDER BY number", (thread_id,))
            return tuple(_exchange(row) for row in rows)

    def turn(self, exchange_id: str) -> Exchange | None:
        """One exchange; None when there is none of that id."""
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (exchange_id,)).fetchone()
            return _exchange(row) if row else None

    def history(self, thread_id: str) -> tuple[Turn, ...]:
        """The finished part of a thread, as a question takes it."""
        done = [each for each in self.turns(thread_id) if each.state == "done"]
        return tuple(turn for each in done for turn in _both(each))

    def close(self) -> None:
        self._database.close()

    def _set(self, exchange_id: str, answer: Answer | None, state: State, reason: str = "") -> None:
        now = _now()
        with self._database.write() as connection:
            found = connection.execute(
                "UPDATE exchanges SET answer = coalesce(?, answer), state = ?, reason = ?, updated = ? WHERE id = ?",
                (_dumped(answer) if answer else None, state, reason, now, exchange_id),
            )
            _known(found.rowcount, exchange_id)
            if state != "writing":
                connection.execute(
                    "UPDATE threads SET updated = ? WHERE id = (SELECT thread_id FROM exchanges WHERE id = ?)",
                    (now, exchange_id),
                )


def _both(exchange: Exchange) -> Iterator[Turn]:
    yield Turn("user", exchange.question)
    yield Turn("assistant", exchange.answer.text)


def _exchange(row: tuple[str, str, str, str, State, str, str, str]) -> Exchange:
    name, thread_id, question, answer, state, reason, created, updated = row
    return Exchange(name, thread_id, question, _ANSWER.validate_json(answer), state, reason, created, updated)


def _dumped(answer: Answer) -> str:
    return _ANSWER.dump_json(answer).decode()


def _known(rows: int, name: str) -> None:
    if rows == 0:
        raise UsageError(f"there is no conversation {name}", "it may have been removed")


def _title(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= 80 else flat[:79] + "…") or "New conversation"


def _now() -> str:
    return _stamp(datetime.now(UTC))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
