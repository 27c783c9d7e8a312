"""What is kept goes into one file and comes back, into either store; a file that is not whole changes nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from tests.contract.dump import dump
from tests.support.command import PROGRAM, Home, home, is_one_fault
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server
from tests.ui.conftest import documents_of
from ui.backup import restore_backup, write_backup
from ui.backup_file import FORMAT_VERSION, JOURNAL_PART, MANIFEST_NAME, Manifest, pack_backup, verify_backup
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings
from ui.stores import locate_store
from ui.tuned_models import ORIGINAL, TunedModels
from ui.uploads import save_upload

LETTER = b"Dear Marion, the lamp of the Skerry Light burns paraffin. Rupert Calloway sends his greetings."


@pytest.fixture
def kept(empty: Home) -> Home:
    """A home with documents in two collections, an upload, a conversation and cases."""
    (empty.folder / "reef.txt").write_text("Alasdair Finch kept the Skerry Light of Osprey Sound from 1911 to 1938.")
    upload = save_upload(empty.data, "letter.txt", LETTER)
    assert empty.run("ingest", "reef.txt", upload).code == 0
    assert empty.run("--collection", "other", "ingest", "reef.txt").code == 0
    assert empty.run("chat", given="Who kept the Skerry Light?\n").code == 0
    assert empty.run("eval", "generate", "--count", "2").code == 0
    return empty


@pytest.fixture
def other(tmp_path: Path, model_cache: Path) -> Home:
    return home(tmp_path / "other", model_cache)


def journal(made: Home) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the journal by table; which empty tables there are depends on what was asked for so far."""
    with closing(sqlite3.connect(made.data / "journal.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    return {name: rows for name, rows in found.items() if rows and name != "migrations"}


def graph(made: Home) -> object:
    with closing(SqliteStore(made.data / "graph.db")) as store:
        return dump(store)


def left_behind(made: Home) -> list[str]:
    return [path.name for path in made.data.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("seconds", [0.0, 4.5e9])
def test_a_backup_can_be_written_in_any_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """1970, where a clock without a battery begins, and 2112."""
    monkeypatch.setattr("time.time", lambda: seconds)
    part = tmp_path / "journal.db"
    part.write_bytes(LETTER)
    manifest = Manifest(FORMAT_VERSION, "1", "", str(tmp_path), "sqlite", ())
    pack_backup(tmp_path / "all.backup", manifest, {JOURNAL_PART: part}, lambda _done, _all: None)
    assert [one.size for one in verify_backup(tmp_path / "all.backup", lambda _done, _all: None).parts] == [len(LETTER)]


def test_what_was_kept_comes_back(kept: Home, other: Home) -> None:
    file = kept.folder / "all.backup"
    ran = kept.run("backup", file, "--json")
    assert ran.code == 0, ran
    names = [part["name"] for part in ran.data["manifest"]["parts"]]
    assert names[:2] == ["journal.db", "graph.db"]
    assert [Path(name).name for name in names[2:]] == ["letter.txt"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = other.run("restore", file)
    assert restored.code == 0, restored
    assert (graph(other), journal(other)) == (graph(kept), journal(kept))
    assert [path.read_bytes() for path in (other.data / "uploads").glob("*/*")] == [LETTER]
    assert other.run("ask", "Who kept the Skerry Light?", "--json").data["citations"]
    assert other.run("store", "check").code == 0
    assert left_behind(kept) == left_behind(other) == []
    assert [path.name for path in kept.folder.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_written_over_unasked(kept: Home, other: Home) -> None:
    file = kept.folder / "all.backup"
    assert kept.run("backup", file).code == 0
    is_one_fault(kept.run("backup", file), 2, "all.backup", "--replace")
    assert kept.run("backup", file, "--replace").code == 0
    (other.folder / "note.txt").write_text("The pilot Silas Drew came from Portmellin.")
    assert other.run("ingest", "note.txt").code == 0
    before = graph(other)
    is_one_fault(other.run("restore", file), 2, "1 document in", "--replace")
    assert graph(other) == before
    assert other.run("restore", file, "--replace").code == 0
    assert graph(other) == graph(kept)
    raw = b"".join(path.read_bytes() for path in other.data.rglob("*") if path.is_file() and path.suffix != ".onnx")
    assert b"Silas Drew" not in raw


def test_a_damaged_store_is_put_right(kept: Home) -> None:
    file = kept.folder / "all.backup"
    assert kept.run("backup", file).code == 0
    before = graph(kept), journal(kept)
    for name in ("graph.db", "journal.db"):
        (kept.data / name).write_bytes((kept.data / name).read_bytes()[:5000])
        for tail in ("-wal", "-shm"):
            (kept.data / f"{name}{tail}").unlink(missing_ok=True)
    assert kept.run("store", "check").code in (1, 5)
    assert kept.run("restore", file, "--replace").code == 0
    assert (graph(kept), journal(kept)) == before
    assert kept.run("store", "check").code == 0


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def flip(file: Path) -> None:
    """Invert a stretch in the middle: one bit alone can be without effect where a page repeats itself."""
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(byte ^ 0xFF for byte in data[middle : middle + 64])
    file.write_bytes(data)


def text(file: Path) -> None:
    file.write_text("no archive")


def rewritten(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    """Change the parts of the archive, which is then a sound zip file."""

    def work(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)

    return work


def another_graph(parts: dict[str, bytes]) -> None:
    parts["graph.db"] = parts["graph.db"][:-1] + b"x"


def no_list(parts: dict[str, bytes]) -> None:
    del parts[MANIFEST_NAME]


def no_journal(parts: dict[str, bytes]) -> None:
    del parts["journal.db"]


def outside(parts: dict[str, bytes]) -> None:
    """A part that would be written outside the data folder."""
    listed = json.loads(parts[MANIFEST_NAME])
    listed["parts"][-1]["name"] = "uploads/../../escaped"
    parts["uploads/../../escaped"] = LETTER
    parts[MANIFEST_NAME] = json.dumps(listed).encode()


@pytest.mark.parametrize(
    "spoil",
    [cut, flip, text, rewritten(another_graph), rewritten(no_list), rewritten(no_journal), rewritten(outside)],
    ids=["cut", "flipped", "text", "another graph", "no list", "no journal", "outside"],
)
def test_a_backup_that_is_not_whole_changes_nothing(kept: Home, spoil: Callable[[Path], None]) -> None:
    file = kept.folder / "all.backup"
    assert kept.run("backup", file).code == 0
    spoil(file)
    before = graph(kept), journal(kept)
    is_one_fault(kept.run("restore", file, "--replace"), 1, "all.backup", "nothing was changed")
    assert (graph(kept), journal(kept)) == before
    assert not list(kept.folder.rglob("escaped"))
    assert left_behind(kept) == []


def test_what_cannot_be_read_or_written(kept: Home, other: Home) -> None:
    is_one_fault(kept.run("restore", "none.backup"), 2, "none.backup")
    is_one_fault(kept.run("restore", kept.folder), 2)
    is_one_fault(kept.run("backup", kept.folder), 2)
    is_one_fault(kept.run("backup", "/proc/none/all.backup"), 2, "/proc/none")
    is_one_fault(other.run("backup", other.folder / "all.backup"), 2, "nothing to back up")


def test_an_ingest_goes_on_while_a_backup_is_made(kept: Home, other: Home) -> None:
    papers = kept.folder / "papers"
    papers.mkdir()
    for number in range(400):
        (papers / f"{number}.txt").write_text(f"Keeper {number} lit the lamp of tower {number} on the reef. " * 10)
    started = subprocess.Popen(
        [PROGRAM, "ingest", str(papers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=kept.environment(),
        cwd=kept.folder,
    )
    files = [kept.folder / f"{number}.backup" for number in range(3)]
    for file in files:
        assert kept.run("backup", file).code == 0
    told = started.communicate(timeout=240)
    assert started.returncode == 0, told
    for file in files:
        assert other.run("restore", file, "--replace").code == 0
        assert other.run("store", "check").code == 0


def test_a_program_that_has_the_graph_open_sees_the_restored_one(kept: Home) -> None:
    file = kept.folder / "all.backup"
    assert kept.run("backup", file).code == 0
    (kept.folder / "note.txt").write_text("The pilot Silas Drew came from Portmellin.")
    assert kept.run("ingest", "note.txt").code == 0
    with closing(SqliteStore(kept.data / "graph.db")) as store:
        assert store.search("pilot Silas Drew", 3)
        revision = store.about().revision
        assert kept.run("restore", file, "--replace").code == 0
        assert store.search("pilot Silas Drew", 3) == []
        assert len(store.search("Skerry Light", 9)) == 3
        assert store.about().revision > revision


@pytest.fixture
def name(neo4j: Server) -> Iterator[str]:
    made = f"test-{uuid.uuid4().hex}"
    yield made
    wipe(neo4j, made)


def test_a_graph_on_a_server(kept: Home, other: Home, neo4j: Server, name: str) -> None:
    """From SQLite to the server, over what is there, and from the server back to SQLite."""
    first, second = kept.folder / "one.backup", kept.folder / "two.backup"
    assert kept.run("backup", first).code == 0
    more = variables(neo4j, name)
    (other.folder / "note.txt").write_text("The pilot Silas Drew came from Portmellin.")
    assert other.run("ingest", "note.txt", more=more).code == 0
    is_one_fault(other.run("restore", first, more=more), 2, "--replace")
    ran = other.run("restore", first, "--replace", more=more)
    assert ran.code == 0, ran
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name)) as store:
        assert dump(store) == graph(kept)
    assert journal(other) == journal(kept)
    assert other.run("store", "check", more=more).code == 0
    ran = other.run("backup", second, more=more)
    assert ran.code == 0, ran
    back = home(kept.folder / "back", kept.data / "cache")
    assert back.run("restore", second).code == 0
    assert (graph(back), journal(back)) == (graph(kept), journal(kept))


def test_what_was_tuned_is_replaced_only_when_asked(two_versions: Settings, tmp_path: Path) -> None:
    """The graph that is in use is damaged, and so is the kept one."""
    models, file = TunedModels(two_versions), tmp_path / "all.backup"
    kept = documents_of(two_versions, ORIGINAL)
    write_backup(two_versions, file)
    models.use("v1")
    for version in (ORIGINAL, "v1"):
        place = locate_store(two_versions, version).file or Path()
        place.write_bytes(place.read_bytes()[:5000])
    restore_backup(two_versions, file, replace=True)
    assert (models.current(), list(models.versions())) == (ORIGINAL, [ORIGINAL])
    assert documents_of(two_versions, ORIGINAL) == kept

    empty = Settings(data_dir=tmp_path / "empty")
    TunedModels(empty).folder_of("v2").mkdir(parents=True)
    with pytest.raises(UsageError, match="replace 1 tuned model") as caught:
        restore_backup(empty, file)
    assert "--replace" in caught.value.hint
    assert list(TunedModels(empty).versions()) == [ORIGINAL, "v2"]


def test_a_tuned_model_comes_back_for_its_own_embedder(two_versions: Settings, tmp_path: Path) -> None:
    models, file = TunedModels(two_versions), tmp_path / "all.backup"
    kept = documents_of(two_versions, "v1")
    note = models.folder_of("v1") / "embedder.json"
    note.write_text("{}")
    models.use("v1")
    write_backup(two_versions, file)
    other = two_versions.model_copy(update={"embedder": EmbedderSettings(name="hash")})
    with pytest.raises(UsageError, match="tuned from the embedder minilm") as caught:
        restore_backup(other, file, replace=True)
    assert "embedder.name minilm" in caught.value.hint
    note.write_text("{")
    (models.folder_of("v1") / "checkpoint.safetensors").touch()
    models.folder_of("v2").mkdir()
    models.use("v2")
    restore_backup(two_versions, file, replace=True)
    assert (models.current(), list(models.versions())) == ("v1", [ORIGINAL, "v1"])
    assert note.read_text() == "{}"
    assert {path.name for path in models.folder_of("v1").iterdir()} == {"embedder.json", "graph.db"}
    assert documents_of(two_versions, "v1") == kept
    assert not (two_versions.data_dir / "graph.db").exists()
