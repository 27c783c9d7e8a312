"""Databases are read where nothing can be written, whatever a writer has left behind or is doing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.database import Database
from tests.graph.test_database import make
from tests.support.unprivileged import UID, as_stranger, readable_folder

READER = """
import json, sys
from pathlib import Path
from graph.database import Database
from graph.errors import StoreError
from tests.graph.test_database import make, more
def told(component, *migrations):
    try:
        database = Database(Path(sys.argv[1]), component, migrations)
    except StoreError as error:
        return [type(error).__name__, error.message, error.hint]
    try:
        with database.read() as connection:
            found = connection.execute("SELECT count(*) FROM things").fetchone()[0]
        if len(sys.argv) > 2:
            print("ready", flush=True)
            sys.stdin.readline()
            with database.read() as connection:
                return connection.execute("SELECT count(*) FROM things").fetchone()[0]
        with database.write() as connection:
            return "written"
    except StoreError as error:
        return [found, error.message, error.hint]
print(json.dumps([told("part", make), told("other", make), told("part", make, more)]))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with readable_folder() as made:
        yield made


@pytest.fixture
def database(folder: Path) -> Database:
    made = Database(folder / "folder" / "file.db", "part", [make])
    add(made)
    # As on a disk that is only read: what is kept is for its owner alone otherwise.
    made.path.parent.chmod(0o755)
    for file in made.path.parent.iterdir():
        file.chmod(0o644)
    return made


def add(database: Database) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO things VALUES ('one')")


def reader(path: Path, *more: str) -> list[str]:
    return [*as_stranger(), sys.executable, "-c", READER, str(path), *more]


def environment() -> dict[str, str]:
    root = Path(__file__).parents[2]
    return {"PYTHONPATH": os.pathsep.join([str(root), *sys.path]), "PATH": os.environ["PATH"]}


def read(path: Path) -> list[list[Any]]:
    """What a user who may not write finds: in the component, in one that was never written, in one of later code."""
    ran = subprocess.run(reader(path), capture_output=True, text=True, env=environment(), cwd="/")
    assert ran.returncode == 0, ran.stderr
    found: list[list[Any]] = json.loads(ran.stdout)
    return found


def reads_and_refuses_to_write(path: Path, count: int) -> None:
    own, unwritten, later = read(path)
    assert own[0] == count, own
    assert "cannot be written" in own[1]
    assert "--data-dir" in own[2]
    assert unwritten[0] == 0
    assert later[0] == "StoreUnavailable"
    assert "earlier version" in later[1]


def test_a_closed_database_is_read(database: Database) -> None:
    database.close()
    reads_and_refuses_to_write(database.path, 1)
    assert sorted(os.listdir(database.path.parent)) == ["file.db"]


def test_a_database_that_is_being_written_is_read_up_to_its_last_write(database: Database) -> None:
    reads_and_refuses_to_write(database.path, 1)
    add(database)
    reads_and_refuses_to_write(database.path, 2)
    database.close()


def test_what_a_killed_writer_left_is_read(database: Database, folder: Path) -> None:
    left = folder / "left"
    shutil.copytree(database.path.parent, left)
    database.close()
    reads_and_refuses_to_write(left / "file.db", 1)


def test_a_log_without_its_index_is_told_with_what_to_do(database: Database, folder: Path) -> None:
    left = folder / "left"
    shutil.copytree(database.path.parent, left)
    (left / "file.db-shm").unlink()
    database.close()
    kind, message, hint = read(left / "file.db")[0]
    assert kind == "StoreUnavailable"
    assert "file.db-wal" in message
    assert "graphloop store check" in hint
    mended = Database(left / "file.db", "part", [make])
    mended.close()
    reads_and_refuses_to_write(left / "file.db", 1)


def test_a_file_that_may_not_be_written_in_a_folder_that_may(database: Database) -> None:
    database.close()
    os.chown(database.path.parent, UID, UID)
    reads_and_refuses_to_write(database.path, 1)


def test_a_missing_file_is_empty_in_a_data_folder_and_a_fault_elsewhere(database: Database) -> None:
    database.close()
    own, *_ = read(database.path.with_name("second.db"))
    assert own[0] == 0
    database.path.unlink()
    own, *_ = read(database.path)
    assert own[0] == "StoreUnavailable"


def test_a_reader_sees_what_is_written_after_it_opened(database: Database) -> None:
    database.close()
    with subprocess.Popen(
        reader(database.path, "wait"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd="/",
    ) as started:
        assert started.stdout is not None
        assert started.stdin is not None
        assert started.stdout.readline() == "ready\n"
        connection = sqlite3.connect(database.path)
        connection.execute("INSERT INTO things VALUES ('two')")
        connection.commit()
        connection.close()
        started.stdin.write("\n" * 3)
        started.stdin.close()
        assert json.loads(started.stdout.read().splitlines()[-1])[0] == 2
