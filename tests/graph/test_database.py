from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from graph.database import Database
from graph.errors import StoreError, StoreTooNew, StoreUnavailable


def make(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE things (name TEXT)")


def more(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE things ADD COLUMN size INTEGER")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "file.db"


def columns(database: Database) -> list[str]:
    return [row[1] for row in database.connection.execute("PRAGMA table_info(things)")]


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
    assert database.connection.execute("SELECT count(*) FROM things").fetchone() == (0,)
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


def test_connections_of_ended_threads_are_closed(path: Path) -> None:
    database = Database(path, "part", [make])
    for _ in range(20):
        thread = threading.Thread(target=lambda: columns(database))
        thread.start()
        thread.join()
    assert len(database._all) <= 2
    database.close()
