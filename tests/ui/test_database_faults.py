"""A journal that is cut, overwritten or holds broken values is told of by every command that looks at the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ui.command import Home
from ui.database_faults import database_faults


@pytest.fixture
def talkative(empty: Home) -> Home:
    """A home with a document and a journal of some conversations."""
    (empty.folder / "reef.txt").write_text("Alasdair Finch kept the Skerry Light of Osprey Sound.")
    assert empty.run("ingest", "reef.txt").code == 0
    said = "Who kept the Skerry Light?\n" * 12
    assert empty.run("chat", given=said).code == 0
    with closing(sqlite3.connect(empty.data / "journal.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return empty


def looked(home: Home) -> list[str]:
    """What each command says of the journal, after each has failed as it should."""
    told = []
    for command in (("store", "check"), ("graph", "check"), ("doctor",)):
        ran = home.run(*command)
        assert ran.code == 1, ran
        assert "Traceback" not in ran.err
        told.append(ran.out + ran.err)
    as_json = home.run("store", "check", "--json")
    assert not as_json.data["healthy"]
    return told


def test_a_whole_journal(talkative: Home) -> None:
    assert database_faults(talkative.data / "journal.db") == []
    assert talkative.run("store", "check").code == 0
    assert talkative.run("doctor", "--json").code == 0
    assert database_faults(talkative.data / "none.db") == []
    assert not (talkative.data / "none.db").exists()


def test_a_journal_cut_in_half(talkative: Home) -> None:
    journal = talkative.data / "journal.db"
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])
    assert all("journal.db" in told for told in looked(talkative))
    assert any("graphloop restore FILE" in told for told in looked(talkative))


@pytest.mark.parametrize("kept", [0.1, 0.9])
def test_a_journal_cut_anywhere(talkative: Home, kept: float) -> None:
    journal = talkative.data / "journal.db"
    whole = journal.read_bytes()
    journal.write_bytes(whole[: int(len(whole) * kept)])
    assert database_faults(journal)


def test_a_journal_that_is_overwritten(talkative: Home) -> None:
    (talkative.data / "journal.db").write_bytes(b"this is no database " * 500)
    assert all("journal.db" in told for told in looked(talkative))


def test_a_value_that_cannot_be_read(talkative: Home) -> None:
    with closing(sqlite3.connect(talkative.data / "journal.db")) as connection, connection:
        connection.execute("UPDATE exchanges SET answer = substr(answer, 1, 20) WHERE number = 1")
    assert database_faults(talkative.data / "journal.db") == [
        "journal.db: 1 row of table exchanges with an unreadable answer"
    ]
    assert all("exchanges" in told for told in looked(talkative))


def test_a_row_that_refers_to_nothing(talkative: Home) -> None:
    with closing(sqlite3.connect(talkative.data / "journal.db")) as connection, connection:
        connection.execute("DELETE FROM threads")
    assert "exchanges" in database_faults(talkative.data / "journal.db")[0]


def test_looking_leaves_no_file(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "some.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE things (value TEXT)")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert database_faults(tmp_path / "some.db") == []
    assert [path.name for path in sorted(tmp_path.iterdir()) if not path.name.endswith(("-wal", "-shm"))] == before
