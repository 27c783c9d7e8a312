from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from graph.database import Database
from graph.errors import StoreError, StoreTooNew, StoreUnavailable
from tests.support.waiting import SECONDS, until

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def make(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE things (name TEXT)")


def more(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE things ADD COLUMN size INTEGER")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "file.db"


def columns(database: Database) -> list[str]:
    with database.read() as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(things)")]


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute("SELECT count(*) FROM things").fetchone()[0])


def test_migrations_run_once_and_later_ones_on_top(path: Path) -> None:
    Database(path, "part", [make]).close()
    with_more = Database(path, "part", [make, more])
    assert columns(with_more) == ["name", "size"]
    with_more.close()
    Database(path, "part", [make, more]).close()


def test_components_share_a_file(path: Path) -> None:
    Database(path, "one", [make]).close()
    other = Database(path, "two", [lambda connection: connection.execute("CREATE TABLE others (x)")])
    assert columns(other) == ["name"]
    other.close()


def test_a_later_version_is_refused(path: Path) -> None:
    Database(path, "part", [make, more]).close()
    with pytest.raises(StoreTooNew, match="upgrade graphloop"):
        Database(path, "part", [make])


def test_a_broken_migration_leaves_nothing(path: Path) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        make(connection)
        connection.execute("not SQL")

    with pytest.raises(StoreUnavailable):
        Database(path, "part", [broken])
    database = Database(path, "part", [make])
    assert columns(database) == ["name"]
    database.close()


def test_a_write_is_whole_or_not_at_all(path: Path) -> None:
    database = Database(path, "part", [make])

    def half() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO things VALUES ('half')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert count(database) == 0
    database.close()


def test_a_locked_file_is_one_line(path: Path) -> None:
    holder, waiter = Database(path, "part", [make]), Database(path, "part", [make], patience=0.05)
    with holder.write(), pytest.raises(StoreUnavailable, match="locked by another process"), waiter.write():
        pass
    holder.close()
    waiter.close()


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database " * 200)
    with pytest.raises(StoreError, match="not a graphloop database"):
        Database(tmp_path / "notes.txt", "part", [make])


def test_connections_of_ended_threads_are_closed_and_no_others(path: Path) -> None:
    database = Database(path, "part", [make])
    begun, go_on = threading.Event(), threading.Event()
    seen: list[int] = []

    def stay() -> None:
        with database.read() as connection:
            begun.set()
            assert go_on.wait(SECONDS)
            seen.append(connection.execute("SELECT count(*) FROM things").fetchone()[0])
        seen.append(count(database))

    staying = threading.Thread(target=stay)
    staying.start()
    assert begun.wait(SECONDS)
    for _ in range(20):
        thread = threading.Thread(target=lambda: columns(database))
        thread.start()
        thread.join()
    assert len(database._connections) <= 3
    go_on.set()
    staying.join()
    assert seen == [0, 0]
    database.close()


def test_a_thread_takes_over_the_connection_of_one_that_has_ended(path: Path) -> None:
    database = Database(path, "part", [make])
    seen: list[int] = []

    def look() -> None:
        with database.read() as connection:
            seen.append(id(connection))

    for _ in range(5):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert len(set(seen)) == 1
    database.close()


def test_a_transaction_that_an_ended_thread_left_open_is_rolled_back(path: Path) -> None:
    database = Database(path, "part", [make])

    def leave() -> None:
        with database.read() as connection:
            pass
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO things VALUES ('half done')")

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    other = threading.Thread(target=lambda: seen.append(count(database)))
    seen: list[int] = []
    other.start()
    other.join()
    assert seen == [0]
    database.close()


def test_closing_waits_for_what_is_under_way_and_refuses_the_rest(path: Path) -> None:
    database = Database(path, "part", [make])
    begun, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO things VALUES ('first')")
            begun.set()
            assert go_on.wait(SECONDS)
            with database.write() as inner:
                inner.execute("INSERT INTO things VALUES ('second')")

    writing, closing = threading.Thread(target=write), threading.Thread(target=database.close)
    writing.start()
    assert begun.wait(SECONDS)
    closing.start()
    until(lambda: refuses(database))
    assert closing.is_alive()
    go_on.set()
    writing.join()
    closing.join()
    database.close()
    again = Database(path, "part", [make])
    assert count(again) == 2
    again.close()


def test_closing_under_readers_and_writers(path: Path) -> None:
    for number in range(5):
        database = Database(path.with_name(f"{number}.db"), "part", [make])
        faults: list[Exception] = []
        threads = [threading.Thread(target=work_until_closed, args=(database, faults)) for _ in range(4)]
        for thread in threads:
            thread.start()
        until(partial(holds, database, 20))
        database.close()
        for thread in threads:
            thread.join()
        assert faults == []


def work_until_closed(database: Database, faults: list[Exception]) -> None:
    """Write and read until the database refuses; any other fault is one."""
    try:
        while True:
            with database.write() as connection:
                connection.execute("INSERT INTO things VALUES (hex(randomblob(500)))")
            with database.read() as connection:
                connection.execute("SELECT count(*) FROM things AS a, things AS b WHERE a.name < b.name").fetchone()
    except StoreUnavailable as refused:
        if "has been closed" not in refused.message:
            faults.append(refused)
    except Exception as error:  # noqa: BLE001 - told by the thread that asserts
        faults.append(error)


def holds(database: Database, least: int) -> bool:
    return count(database) >= least


def refuses(database: Database) -> bool:
    try:
        count(database)
    except StoreUnavailable:
        return True
    return False


def test_closing_within_its_own_transaction_is_a_mistake_that_keeps_nothing(path: Path) -> None:
    database = Database(path, "part", [make])
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        write_and_close(database)
    again = Database(path, "part", [make])
    assert count(again) == 0
    again.close()


def write_and_close(database: Database) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO things VALUES ('first')")
        database.close()


def test_an_interrupt_anywhere_leaves_a_database_that_closes(path: Path) -> None:
    """Python raises an interrupt between any two instructions, also within the machinery of `with`."""
    outcomes: list[int] = []
    whole = False
    while not whole:
        database = Database(path.with_name(f"{len(outcomes)}.db"), "part", [make])
        try:
            with interrupted(len(outcomes)), database.write() as connection:
                connection.execute("INSERT INTO things VALUES ('first')")
                connection.execute("INSERT INTO things VALUES ('second')")
            whole = True
        except KeyboardInterrupt:
            database.close()
        again = Database(database.path, "part", [make])
        outcomes.append(count(again))
        again.close()
        database.close()
    assert set(outcomes) == {0, 2}
    assert outcomes == sorted(outcomes)
    assert len(outcomes) > 100


@contextmanager
def interrupted(after: int) -> Iterator[None]:
    """Raise KeyboardInterrupt before one of the instructions of the database's code and of `contextlib`."""
    left = iter(range(after))

    def step(frame: FrameType, event: str, _: object) -> TraceFunction:
        if event == "opcode" and next(left, None) is None:
            sys.settrace(None)
            raise KeyboardInterrupt
        return step

    def enter(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        if event != "call" or Path(frame.f_code.co_filename).name not in {"database.py", "contextlib.py"}:
            return None
        frame.f_trace_opcodes = True
        return step

    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(None)
