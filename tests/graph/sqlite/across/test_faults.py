"""Files that cannot be used, and broken invariants, are named in plain words."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from graph.errors import StoreError, StoreTooNew, StoreUnavailable
from graph.sqlite.store import SqliteStore
from tests.contract.corpus import corpus
from tests.contract.dump import dump
from tests.contract.parts import name_of, part


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A healthy store of a few documents."""
    store = SqliteStore(tmp_path / "graph.db")
    for found in corpus(seed=6, size=5):
        store.replace(name_of(found), found)
    assert store.check() == []
    store.close()
    return tmp_path / "graph.db"


def change(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "graph.db").write_text("Dear diary, " * 200)
    with pytest.raises(StoreError) as caught:
        SqliteStore(tmp_path / "graph.db")
    assert caught.value.hint


def test_a_store_of_a_later_version(path: Path) -> None:
    change(path, "UPDATE migrations SET version = 99")
    with pytest.raises(StoreTooNew) as caught:
        SqliteStore(path)
    assert "upgrade" in caught.value.hint


def test_a_locked_store_can_be_read_and_says_so_when_written(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = SqliteStore(path, patience=0.2)
    assert store.about().documents == 5
    assert store.search("knew", 3)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable) as caught:
        store.replace(name_of(corpus(6, 1)[0]), None)
    assert time.monotonic() - started < 20
    assert "locked" in caught.value.message
    holder.execute("ROLLBACK")
    holder.close()
    store.replace(name_of(corpus(6, 1)[0]), None)
    assert store.about().documents == 4
    store.close()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "graph.db").mkdir()
    with pytest.raises(StoreUnavailable):
        SqliteStore(tmp_path / "graph.db")


BROKEN = {
    "hangs on nothing": ["DELETE FROM entities WHERE number = 1"],
    "entities that no passage mentions": ["INSERT INTO entities VALUES (999, 'x', 'x', '', '', 'default')"],
    "names that no passage holds": ["INSERT INTO names VALUES (999, 1, 'nobody', x'')"],
    "passages without words": ["DELETE FROM postings WHERE passage = 2"],
    "passages without sentence bounds": ["DELETE FROM bounds WHERE passage = 2"],
    "number of sentences is not that": ["UPDATE passages SET sentences = sentences + 1 WHERE number = 2"],
    "passages without a vector": ["DELETE FROM passage_vectors WHERE passage = 2"],
    "passage vectors of another length": ["UPDATE passage_vectors SET vector = x'0000803f' WHERE passage = 1"],
    "entity vectors of another length": ["UPDATE entity_vectors SET vector = x'0000803f' WHERE entity = 1"],
    "sentence vectors than sentences": ["UPDATE sentence_vectors SET vectors = x'' WHERE passage = 1"],
    "another collection": ["UPDATE entities SET collection = 'other' WHERE number = 1"],
    "the log does not know": ["DELETE FROM log WHERE revision = 2"],
    "the log knows and that are not there": ["INSERT INTO log (document, added) VALUES ('ghost', 999)"],
    "are not those of its text": ["UPDATE passages SET text = 'zebra ' || substr(text, 7) WHERE number = 1"],
    "is not what its document has": ["UPDATE passages SET start = start + 1 WHERE number = 1"],
    "not those of its key": ["UPDATE names SET words = x'' WHERE number = 1"],
    "more or less often": ["UPDATE words SET uses = uses + 1 WHERE number = 1"],
    "does not have the name": ["UPDATE names SET text = 'Somebody' WHERE number = 1"],
    "names page 7": ["UPDATE passages SET page = 7 WHERE number = 1"],
    "crosses from page": ["UPDATE documents SET pages = '[0, 4]' WHERE number = 1"],
    "outside its passage": [
        "DELETE FROM sentence_vectors",
        "UPDATE passages SET sentences = 1 WHERE number = 1",
        "UPDATE bounds SET bounds = x'0000000000ffff00' WHERE passage = 1",
    ],
    "outside the text": ["UPDATE mentions SET end = 99999 WHERE passage = 1"],
    "unit length": [f"UPDATE passage_vectors SET vector = x'{'00' * 28}00000040' WHERE passage = 1"],
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_broken_invariant_is_named(path: Path, said: str) -> None:
    change(path, *BROKEN[said])
    store = SqliteStore(path)
    found = store.check()
    assert any(said in line for line in found), found
    store.close()


def test_damage_to_the_file_is_a_store_error(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data) - 4096, 4096):
        data[place : place + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(StoreError):
        SqliteStore(path).check()


def test_what_was_removed_is_in_no_file_of_the_store(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "graph.db")
    kept = part("kept.txt", ["Ada Moss sat."], ["Ada Moss"])
    secret = part("zorkmid.txt", ["Zorkmid Quux owes a Zorkmid."], ["Zorkmid Quux"], title="Zorkmid")
    for found in (kept, secret):
        store.replace(name_of(found), found)
    alone = SqliteStore(tmp_path / "alone.db")
    alone.replace(name_of(kept), kept)
    store.replace(name_of(secret), None)
    assert dump(store) == dump(alone)
    store.close()
    for file in tmp_path.glob("graph.db*"):
        assert b"zorkmid" not in file.read_bytes().lower()
