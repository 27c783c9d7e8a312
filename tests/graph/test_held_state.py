"""States of a database that are held while it is written."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from graph.database import Database
from graph.errors import StoreUnavailable
from graph.held_state import MAX_IDLE_CONNECTIONS, HeldState


def make_words(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE words (word TEXT)")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "a.db", "words", [make_words], patience=0.2)


def put(database: Database, word: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO words VALUES (?)", (word,))


def words(held: HeldState | Database) -> list[str]:
    with held.read() as connection:
        return [word for (word,) in connection.execute("SELECT word FROM words ORDER BY word")]


def test_a_held_state_stays_while_its_own_thread_writes(database: Database) -> None:
    put(database, "a")
    with database.hold() as held:
        assert words(held) == ["a"]
        put(database, "b")
        assert (words(held), words(database)) == (["a"], ["a", "b"])
        with database.hold() as later:
            assert words(later) == ["a", "b"]
        assert words(held) == ["a"]
    with database.hold() as held:
        assert words(held) == ["a", "b"]
    database.close()


def test_a_state_is_not_read_after_its_end(database: Database) -> None:
    with database.hold() as held:
        assert words(held) == []
    with pytest.raises(StoreUnavailable, match="after it has ended"):
        words(held)
    database.close()


def test_nothing_is_compacted_away_under_a_held_state(database: Database) -> None:
    put(database, "a")
    with database.hold() as held:
        assert words(held) == ["a"]
        put(database, "b")
        assert not database.compact()
        assert words(held) == ["a"]
    assert database.compact()
    assert words(database) == ["a", "b"]
    database.close()


def test_connections_are_used_again_and_only_a_few_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bool] = []
    connect = database._opened

    def counted(writing: bool) -> sqlite3.Connection:
        opened.append(writing)
        return connect(writing)

    monkeypatch.setattr(database, "_opened", counted)
    for _ in range(3):
        with database.hold() as held:
            words(held)
    assert opened == [False]
    hold_many(database, MAX_IDLE_CONNECTIONS + 2)
    hold_many(database, MAX_IDLE_CONNECTIONS + 2)
    assert len(opened) == 1 + (MAX_IDLE_CONNECTIONS + 1) + 2
    database.close()


def hold_many(database: Database, count: int) -> None:
    if count:
        with database.hold() as held:
            words(held)
            hold_many(database, count - 1)


def test_closing_waits_for_other_threads_and_refuses_new_states(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()
    read: list[list[str]] = []

    def ask() -> None:
        with database.hold() as held:
            begun.set()
            go_on.wait(60)
            read.append(words(held))

    asking, closing = threading.Thread(target=ask), threading.Thread(target=database.close)
    asking.start()
    assert begun.wait(60)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    go_on.set()
    asking.join(60)
    closing.join(60)
    assert read == [[]]
    assert not closing.is_alive()
    with pytest.raises(StoreUnavailable, match="has been closed"), database.hold():
        pass


def test_closing_within_a_held_state_ends_with_it(database: Database) -> None:
    with database.hold() as held:
        database.close()
        assert words(held) == []
    with pytest.raises(StoreUnavailable):
        words(held)
