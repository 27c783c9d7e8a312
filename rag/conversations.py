"""Persistent conversations: threads of questions with their answers."""

# ruff: noqa: S608 (only constants are interpolated; values are bound)

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter

from graph.database import CollectionOf, Database
from graph.errors import UsageError
from rag.conversation_schema import MIGRATIONS
from rag.types import Answer, Turn

ExchangeState = Literal["writing", "done", "failed"]

INTERRUPTED_REASON = "the program ended while this answer was being written"

_ANSWER = TypeAdapter(Answer)
_MINE = "collection = ? AND owner = coalesce(?, owner)"
_OWN = f"thread_id IN (SELECT id FROM threads WHERE {_MINE})"
_NEXT = "(SELECT coalesce(max(last), 0) + 1 FROM threads)"
_SELECT = "SELECT id, thread_id, question, answer, state, reason, created, updated, replaces FROM exchanges"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation; times are UTC in ISO 8601. A pinned one is kept at the top."""

    id: str
    title: str
    created: str
    updated: str
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a thread and its answer, which grows while `state` is writing; `reason` says why it failed.

    `replaces` is the id of the exchange that it is a newer version of; empty if it is the first of its place.
    """

    id: str
    thread_id: str
    question: str
    answer: Answer
    state: ExchangeState
    reason: str
    created: str
    updated: str
    replaces: str = ""


class Threads:
    """The conversations of one collection in a database; usable from any thread and by several processes.

    With an owner, those of one person and no others. They are ordered by a write counter, since clocks may be set back.
    """

    def __init__(self, database: Database, collection: str = "default", owner: str | None = None) -> None:
        self._database = database
        self._scope = (collection, owner)

    @classmethod
    def open(cls, path: Path, collection: str = "default", owner: str | None = None) -> Self:
        """The conversations of a collection in the file at `path`."""
        return cls(Database(path, "threads", MIGRATIONS), collection, owner)

    def adopt(self, collection_of: CollectionOf) -> None:
        """Assign conversations from before collections existed to the collection of the passages they cite."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT threads.id, group_concat(answer) FROM threads LEFT JOIN exchanges ON thread_id = threads.id"
                " WHERE collection = '' GROUP BY threads.id"
            ).fetchall()
        found = [(collection_of(answers or ""), name) for name, answers in rows]
        if found:
            with self._database.write() as connection:
                connection.executemany("UPDATE threads SET collection = ? WHERE id = ? AND collection = ''", found)

    def create(self, title: str) -> str:
        """Create an empty thread and return its id."""
        now = _now()
        name = secrets.token_hex(16)
        with self._database.write() as connection:
            connection.execute(
                f"INSERT INTO threads (id, title, created, updated, collection, owner, last)"
                f" SELECT ?, ?, ?, ?, ?, coalesce(?, ''), {_NEXT}",
                (name, _title(title), now, now, *self._scope),
            )
        return name

    def list(self) -> list[Thread]:
        """Return every thread, most recently written first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT id, title, created, updated, pinned FROM threads WHERE {_MINE} ORDER BY last DESC", self._scope
            )
            return [Thread(name, title, made, last, bool(pinned)) for name, title, made, last, pinned in rows]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the id of each thread with the text of its questions and answers."""
        with self._database.read() as connection:
            yield from connection.execute(
                "SELECT thread_id, group_concat(question || char(10) || json_extract(answer, '$.text'), char(10))"
                f" FROM exchanges WHERE {_OWN} GROUP BY thread_id",
                self._scope,
            ).fetchall()

    def pin(self, thread_id: str, pinned: bool) -> None:
        """Keep a thread at the top, or no longer."""
        with self._database.write() as connection:
            found = connection.execute(
                f"UPDATE threads SET pinned = ? WHERE id = ? AND {_MINE}", (pinned, thread_id, *self._scope)
            )
            _require_known(found.rowcount, thread_id)

    def rename(self, thread_id: str, title: str) -> None:
        with self._database.write() as connection:
            found = connection.execute(
                f"UPDATE threads SET title = ? WHERE id = ? AND {_MINE}",
                (_title(title), thread_id, *self._scope),
            )
            _require_known(found.rowcount, thread_id)

    def remove(self, thread_id: str) -> None:
        """Delete a thread with all its exchanges."""
        with self._database.write() as connection:
            found = connection.execute(f"DELETE FROM threads WHERE id = ? AND {_MINE}", (thread_id, *self._scope))
            _require_known(found.rowcount, thread_id)

    def append(self, thread_id: str, question: str, answer: Answer | None = None, replaces: str = "") -> str:
        """Add a question, or a newer version of one, and return the id; without an answer its state is writing."""
        now = _now()
        name = secrets.token_hex(16)
        state: ExchangeState = "done" if answer else "writing"
        with self._database.write() as connection:
            found = connection.execute(
                f"UPDATE threads SET updated = ?, last = {_NEXT} WHERE id = ? AND {_MINE}",
                (now, thread_id, *self._scope),
            )
            _require_known(found.rowcount, thread_id)
            connection.execute(
                "INSERT INTO exchanges (id, thread_id, question, answer, state, reason, created, updated, replaces)"
                " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
                (name, thread_id, question, _dump_answer(answer or Answer("")), state, now, now, replaces),
            )
        return name

    def grow(self, exchange_id: str, text: str) -> None:
        """Save the part of an answer written so far."""
        self._set(exchange_id, Answer(text), "writing")

    def finish(self, exchange_id: str, answer: Answer) -> None:
        self._set(exchange_id, answer, "done")

    def fail(self, exchange_id: str, reason: str) -> None:
        """Mark an answer as failed; its text so far is kept."""
        self._set(exchange_id, None, "failed", reason)

    def fail_stale(self, seconds: float = 300.0) -> int:
        """Mark answers not updated for this many seconds as failed; return how many.

        A timestamp equally far in the future is stale too: the clock has been set back since.
        """
        now, patience = datetime.now(UTC), timedelta(seconds=seconds)
        with self._database.write() as connection:
            return connection.execute(
                "UPDATE exchanges SET state = 'failed', reason = ?"
                " WHERE state = 'writing' AND NOT updated BETWEEN ? AND ?",
                (INTERRUPTED_REASON, _stamp(now - patience), _stamp(now + patience)),
            ).rowcount

    def rewrite(self, exchange: Exchange) -> None:
        """Replace the texts of an exchange; do nothing if it no longer exists."""
        with self._database.write() as connection:
            connection.execute(
                f"UPDATE exchanges SET question = ?, answer = ?, reason = ? WHERE id = ? AND {_OWN}",
                (exchange.question, _dump_answer(exchange.answer), exchange.reason, exchange.id, *self._scope),
            )

    def break_off(self, reason: str) -> int:
        """Mark every answer being written as failed for good and delete its text; return how many."""
        with self._database.write() as connection:
            return connection.execute(
                "UPDATE exchanges SET state = 'failed', reason = ?, answer = ?, broken_off = 1"
                f" WHERE state = 'writing' AND {_OWN}",
                (reason, _dump_answer(Answer("")), *self._scope),
            ).rowcount

    def turns(self, thread_id: str) -> tuple[Exchange, ...]:
        """Return the exchanges of a thread with all their versions, in the order they were asked."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE thread_id = ? AND {_OWN} ORDER BY number", (thread_id, *self._scope)
            )
            return tuple(_exchange(row) for row in rows)

    def turn(self, exchange_id: str) -> Exchange | None:
        """Return one exchange; None if there is none with that id."""
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ? AND {_OWN}", (exchange_id, *self._scope)).fetchone()
            return _exchange(row) if row else None

    def history(self, thread_id: str, before: str = "") -> tuple[Turn, ...]:
        """Return the finished exchanges of a thread, or those before one, as the history of a question."""
        turns = self.turns(thread_id)
        earlier = takewhile(lambda versions: versions[0].id != before, group_versions(turns))
        done = [each[-1] for each in map(_finished, earlier) if each]
        return tuple(turn for each in done for turn in _turns_of(each))

    def close(self) -> None:
        self._database.close()

    def _set(self, exchange_id: str, answer: Answer | None, state: ExchangeState, reason: str = "") -> None:
        now = _now()
        with self._database.write() as connection:
            found = connection.execute(
                "UPDATE exchanges SET answer = coalesce(?, answer), state = ?, reason = ?, updated = ?"
                f" WHERE id = ? AND NOT broken_off AND {_OWN}",
                (_dump_answer(answer) if answer else None, state, reason, now, exchange_id, *self._scope),
            )
            _require_known(found.rowcount, exchange_id)
            if state != "writing":
                connection.execute(
                    f"UPDATE threads SET updated = ?, last = {_NEXT}"
                    " WHERE id = (SELECT thread_id FROM exchanges WHERE id = ?)",
                    (now, exchange_id),
                )


def _turns_of(exchange: Exchange) -> Iterator[Turn]:
    yield Turn("user", exchange.question)
    yield Turn("assistant", exchange.answer.text)


def _finished(versions: Sequence[Exchange]) -> list[Exchange]:
    return [version for version in versions if version.state == "done"]


def group_versions(exchanges: Iterable[Exchange]) -> list[list[Exchange]]:
    """Return the versions of each question of a thread, the questions in order and their versions oldest first."""
    places: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        places.setdefault(exchange.replaces or exchange.id, []).append(exchange)
    return list(places.values())


def latest_version(versions: Sequence[Exchange]) -> Exchange:
    """Return the newest finished version of a question, else the newest."""
    return (_finished(versions) or versions)[-1]


def _exchange(row: tuple[str, str, str, str, ExchangeState, str, str, str, str]) -> Exchange:
    name, thread_id, question, answer, state, reason, created, updated, replaces = row
    read = _ANSWER.validate_json(answer)
    return Exchange(name, thread_id, question, read, state, reason, created, updated, replaces)


def _dump_answer(answer: Answer) -> str:
    return _ANSWER.dump_json(answer).decode()


def _require_known(rows: int, name: str) -> None:
    if rows == 0:
        raise UsageError(f"there is no conversation {name}", "it may have been removed")


def _title(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= 80 else flat[:79] + "…") or "New conversation"


def _now() -> str:
    return _stamp(datetime.now(UTC))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
