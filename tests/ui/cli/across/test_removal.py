"""Removing documents, conversations, runs and feedback on the command line."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canary import standing
from tests.support.command import PROGRAM, Home, home, is_one_fault
from tests.ui.conftest import KEEPER, LIGHTHOUSE

LIGHT, KEPT = "Who built the Skerry Light in 1874?", "Who kept the Skerry Light from 1911 to 1938?"


@pytest.fixture(scope="module")
def talked_once(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> tuple[Home, Path]:
    """Two documents, a conversation on each, a case and a run of it; and a copy of it all."""
    made = home(tmp_path_factory.mktemp("talked") / "home", model_cache)
    (made.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (made.folder / "keepers.md").write_text(KEEPER)
    assert made.run("ingest", "lighthouse.txt", "keepers.md").code == 0
    for question in (LIGHT, KEPT):
        assert made.run("chat", given=f"{question}\n").code == 0
    (made.folder / "cases.jsonl").write_text(f'{{"question": "{LIGHT}", "reference": "Marion Teague"}}\n')
    assert made.run("eval", "cases", "--import", "cases.jsonl").code == 0
    assert made.run("eval", "run", "--name", "first").code == 0
    copy = made.folder.with_name("copy")
    shutil.copytree(made.folder, copy, symlinks=True)
    return made, copy


@pytest.fixture
def talked(talked_once: tuple[Home, Path]) -> Home:
    """The home as it was made: documents are known by where they lie, so it lies there for every test."""
    made, copy = talked_once
    shutil.rmtree(made.folder)
    shutil.copytree(copy, made.folder, symlinks=True)
    return made


def ids(home: Home) -> list[str]:
    return [one["id"] for one in home.run("chat", "list", "--json").data]


def test_a_dry_run_says_what_quotes_a_document_and_removes_nothing(talked: Home) -> None:
    told = talked.run("documents", "remove", "lighthouse.txt", "--dry-run")
    assert told.code == 0
    assert "would remove lighthouse" in told.out
    assert "still quoted in 2 conversations, 1 case, 1 run" in told.out
    assert LIGHT in told.out
    assert "--everywhere" in told.err
    before = {path.name: path.read_bytes() for path in talked.data.glob("*.db")}
    found = talked.run("documents", "remove", "lighthouse.txt", "--dry-run", "--everywhere", "--json").data
    assert (found["dry_run"], found["everywhere"]) == (True, True)
    assert [one["kind"] for one in found["quoted"]] == ["conversation", "conversation", "case", "run"]
    assert {one["id"] for one in found["quoted"] if one["kind"] == "conversation"} == set(ids(talked))
    assert len(talked.run("documents", "--json").data) == 2
    assert {path.name: path.read_bytes() for path in talked.data.glob("*.db")} == before


def test_plain_removal_keeps_what_quotes_the_document(talked: Home) -> None:
    ran = talked.run("documents", "remove", "lighthouse.txt")
    assert "removed lighthouse" in ran.out
    assert "still quoted in 2 conversations, 1 case, 1 run" in ran.out
    assert any("journal.db" in line for line in standing(talked.data, ["teague"]))
    assert not any("graph.db" in line for line in standing(talked.data, ["teague"]))


def test_removal_everywhere_leaves_no_byte_and_says_so(talked: Home) -> None:
    found = talked.run("documents", "remove", "lighthouse.txt", "--everywhere", "--json").data
    assert (found["clean"], found["everywhere"], len(found["quoted"])) == (True, True, 4)
    assert standing(talked.data, ["teague", "paraffin"]) == []
    assert talked.run("eval", "show", "first", "--cases").code == 0
    assert talked.run("eval", "compare", "first", "first").code in (0, 2)
    assert talked.run("eval", "explain", "first").code == 0
    assert talked.run("eval", "cases", "--json").data == []
    again = talked.run("chat", "--thread", ids(talked)[-1][:8], given="")
    assert "(removed with its document)" in again.out
    assert "Alasdair Finch" in talked.run("chat", "--thread", ids(talked)[0][:8], given="").out


def test_removing_an_upload_by_command_removes_its_file(empty: Home) -> None:
    place = empty.data / "uploads" / ("ab" * 16) / "lighthouse.txt"
    place.parent.mkdir(parents=True)
    place.write_text(LIGHTHOUSE)
    empty.run("ingest", place)
    assert empty.run("documents", "remove", "lighthouse.txt").code == 0
    assert not place.parent.exists()
    assert (empty.data / "uploads").exists()


def test_an_upload_is_known_through_a_link_and_after_a_move(empty: Home) -> None:
    place = empty.data / "uploads" / ("cd" * 16) / "lighthouse.txt"
    place.parent.mkdir(parents=True)
    place.write_text(LIGHTHOUSE)
    linked = empty.folder / "linked"
    linked.symlink_to(empty.data, target_is_directory=True)
    empty.run("ingest", linked / "uploads", "--data-dir", linked)
    moved = empty.data.rename(empty.folder / "moved")
    linked.unlink()
    assert empty.run("documents", "remove", "lighthouse.txt", "--data-dir", moved).code == 0
    assert not (moved / "uploads" / ("cd" * 16)).exists()


def test_conversations_are_listed_and_deleted(talked: Home) -> None:
    listed = talked.run("chat", "list")
    assert LIGHT in listed.out
    newest, oldest = ids(talked)
    assert [one["title"] for one in talked.run("chat", "list", "--json").data] == [KEPT, LIGHT]
    assert "deleted" in talked.run("chat", "delete", oldest[:6]).out
    assert ids(talked) == [newest]
    assert talked.run("chat", "delete", "--all", "--json").data[0]["id"] == newest
    assert ids(talked) == []
    assert talked.run("chat", "delete", "--all").code == 0
    assert talked.run("chat", "--continue", given="").code == 2


def test_what_cannot_be_deleted_deletes_nothing(talked: Home) -> None:
    known = ids(talked)
    is_one_fault(talked.run("chat", "delete", known[0], "zzzz"), 2, "no conversation 'zzzz'")
    is_one_fault(talked.run("chat", "delete"), 2, "or --all")
    is_one_fault(talked.run("chat", "delete", known[0], "--all"), 2, "or --all")
    is_one_fault(talked.run("chat", "delete", ""), 2, "no conversation ''")
    is_one_fault(talked.run("eval", "remove", "zzzz"), 2, "no run 'zzzz'")
    is_one_fault(talked.run("feedback", "remove", "zzzz"), 2, "no feedback 'zzzz'")
    is_one_fault(talked.run("eval", "cases", "--remove", ""), 2, "no case ''")
    is_one_fault(talked.run("documents", "remove", "keepers.md", "zzzz.txt"), 2, "no document 'zzzz.txt'")
    assert ids(talked) == known
    assert len(talked.run("documents", "--json").data) == 2
    assert len(talked.run("eval", "cases", "--json").data) == 1


def test_runs_are_removed_by_id_or_name(talked: Home) -> None:
    assert talked.run("eval", "run", "--name", "second").code == 0
    second = talked.run("eval", "list", "--json").data[0]["id"]
    assert "removed run" in talked.run("eval", "remove", second[:5]).out
    assert [one["name"] for one in talked.run("eval", "list", "--json").data] == ["first"]
    assert talked.run("eval", "remove", "first", "--json").data[0]["name"] == "first"
    assert talked.run("eval", "list", "--json").data == []


def on_terminal(home: Home, answer: bytes, *arguments: str) -> bytes:
    """What a command writes to a terminal on which somebody types an answer."""
    above, below = pty.openpty()
    started = subprocess.Popen(
        [PROGRAM, *arguments], stdin=below, stdout=below, stderr=below, env=home.environment(), cwd=home.folder
    )
    os.close(below)
    os.write(above, answer)
    said = b"".join(pieces(above))
    os.close(above)
    assert started.wait(120) == 0, said
    return said


def pieces(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(descriptor, 65_536)
        except OSError:  # Linux tells the end of a terminal as a fault
            return


def test_a_terminal_asks_before_more_than_one_is_deleted(talked: Home) -> None:
    said = on_terminal(talked, b"n\n", "chat", "delete", "--all")
    assert b"Delete 2 conversations?" in said
    assert b"nothing was deleted" in said
    assert len(ids(talked)) == 2
    said = on_terminal(talked, b"n\n", "documents", "remove", "keepers.md", "--everywhere")
    assert b"nothing was deleted" in said
    assert b"still quoted" not in said
    assert b"Delete" not in on_terminal(talked, b"", "chat", "delete", "--all", "--yes")
    assert ids(talked) == []


def test_an_interrupted_removal_is_finished_by_the_same_command(talked: Home) -> None:
    from ui.settings import Settings
    from ui.unfinished import PendingRemovals
    from ui.workspace import Workspace

    with Workspace(Settings(data_dir=talked.data)) as opened:
        gone = [one for one in opened.store.documents() if Path(one.source).name == "lighthouse.txt"]
        unfinished = PendingRemovals(opened.journal, "default")
        unfinished.begin(gone)
        opened.store.replace(gone[0].id, None)
        unfinished.close()
    is_one_fault(talked.run("documents", "remove", "zzzz.txt"), 2, "no document")
    with Workspace(Settings(data_dir=talked.data)) as opened:
        unfinished = PendingRemovals(opened.journal, "default")
        unfinished.begin(gone)
        unfinished.close()
    ran = talked.run("documents", "remove", "lighthouse.txt")
    assert (ran.code, "interrupted removal" in ran.err) == (0, True), ran
    is_one_fault(talked.run("documents", "remove", "lighthouse.txt"), 2, "no document")


def test_databases_are_compacted_by_command(talked: Home) -> None:
    assert talked.run("store", "compact", "--json").data == {"clean": True}
    assert "no longer contain anything that was deleted" in talked.run("store", "compact").out
