"""What the pages may read of this machine, on real folders, links and settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import UsageError
from tests.ui.command import Home
from tests.ui.web.test_app import nothing, rest
from ui import uploads
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.web import readable
from ui.web.components import intake
from ui.workspace import Workspace

__all__ = ["nothing"]


@pytest.fixture(autouse=True)
def none_named() -> Iterator[None]:
    yield
    readable.allow_folders([], Path("/nowhere"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / "one.txt").write_text("The Skerry Light was built in 1874.\n")
    (folder / "deep" / "two.txt").write_text("Marion Teague built it.\n")
    return folder


def is_refused(path: str | Path, data_dir: Path, words: str) -> None:
    for look in (
        readable.preview_path,
        lambda *given: readable.check_paths([given[0]], given[1], (), [Path(path).resolve()]),
    ):
        with pytest.raises(UsageError, match=words) as fault:
            look(path, data_dir)
        assert fault.value.hint


@pytest.mark.parametrize(
    "path",
    "/etc /etc/passwd /proc /proc/self/environ /sys /dev /dev/null /run /var/log /var/lib /usr/lib /boot "
    "/etc/../etc/hosts //etc/hosts /proc/self/cwd/etc /tmp/../etc".split(),
)
def test_the_system_is_refused(path: str, tmp_path: Path) -> None:
    if not Path(path).exists():
        pytest.skip(f"SKIPPED: no {path} on this machine")
    is_refused(path, tmp_path / "kept", "belongs to the system|whole machine|there is no file")


def test_the_whole_machine_is_refused(tmp_path: Path) -> None:
    for path in ("/", "//", "/..", "/tmp/.."):
        is_refused(path, tmp_path / "kept", "whole machine")


def test_the_home_is_none_of_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readable, "SYSTEM_FOLDERS", (tmp_path,))
    (tmp_path / "me").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    (tmp_path / "me" / "a.txt").write_text("a")
    assert readable.preview_path("~/a.txt", tmp_path / "kept").files == (tmp_path / "me" / "a.txt",)
    is_refused(tmp_path, tmp_path / "kept", "belongs to the system")
    monkeypatch.setenv("HOME", "/")
    is_refused(tmp_path / "me", tmp_path / "kept", "belongs to the system")


def test_hidden_places_are_refused_however_they_are_named(tmp_path: Path, papers: Path) -> None:
    secret = tmp_path / ".ssh" / "id_rsa"
    secret.parent.mkdir()
    secret.write_text("key")
    (tmp_path / "link").symlink_to(secret.parent)
    (tmp_path / "file.txt").symlink_to(secret)
    (tmp_path / ".env").write_text("KEY=1")
    for path in (secret.parent, secret, tmp_path / "link", tmp_path / "link" / "id_rsa", tmp_path / "file.txt"):
        is_refused(path, tmp_path / "kept", "is hidden")
    for path in (tmp_path / ".env", papers / ".." / ".ssh", tmp_path / ".s*" / "*"):
        is_refused(path, tmp_path / "kept", "is hidden")


def test_a_link_in_a_folder_is_looked_through(tmp_path: Path, papers: Path) -> None:
    (papers / "notes.txt").symlink_to("/etc/passwd")
    is_refused(papers, tmp_path / "kept", "/etc/passwd belongs to the system")
    readable.allow_folders([papers], tmp_path / "kept")
    is_refused(papers, tmp_path / "kept", "/etc/passwd belongs to the system")
    (papers / "notes.txt").unlink()
    (tmp_path / "other.txt").write_text("x")
    (papers / "notes.txt").symlink_to(tmp_path / "other.txt")
    assert readable.preview_path(papers, tmp_path / "kept").outside == 1
    assert not readable.needs_no_confirmation(papers, tmp_path / "kept", ()), "the link leads out of the folder"


def test_the_data_folder_is_refused_and_what_holds_it(tmp_path: Path, papers: Path) -> None:
    data = papers / "kept"
    data.mkdir()
    (data / "journal.db").write_text("")
    for path in (data, data / "journal.db", papers):
        is_refused(path, data, "data folder")
    with pytest.raises(UsageError, match="data folder"):
        readable.needs_no_confirmation(data, data, ())


@pytest.mark.parametrize("path", ["/nowhere/at/all", "~nobody-of-this-name/x", "a\0b", "x" * 5000, "loop", "*.none"])
def test_what_is_not_there_is_told(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    if path == "loop":
        with pytest.raises(UsageError):
            readable.check_paths([path], tmp_path / "kept", (), ())
    else:
        is_refused_as_missing(path, tmp_path)


def is_refused_as_missing(path: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file|no file matches"):
        readable.preview_path(path, folder / "kept")
    with pytest.raises(UsageError, match=r"there is no file|no file matches"):
        readable.check_paths([path], folder / "kept", (), ())


def test_a_look_says_what_would_be_read(tmp_path: Path, papers: Path) -> None:
    (tmp_path / "way").symlink_to(papers)
    seen = readable.preview_path(tmp_path / "way", tmp_path / "kept")
    assert (seen.path, len(seen.files), seen.outside) == (papers, 2, 0)
    assert seen.size == sum(file.stat().st_size for file in papers.rglob("*.txt"))


def test_named_folders_need_no_question_but_what_is_hidden_in_them_is_refused(tmp_path: Path, papers: Path) -> None:
    hidden = tmp_path / ".notes"
    hidden.mkdir()
    (hidden / "a.txt").write_text("a")
    (papers / ".git").mkdir()
    (papers / ".git" / "config").write_text("x")
    readable.allow_folders([papers, hidden], tmp_path / "kept")
    assert set(readable.allowed_folders()) == {papers, hidden}
    for path in (papers, papers / "deep", papers / "one.txt", hidden, hidden / "a.txt"):
        assert readable.needs_no_confirmation(path, tmp_path / "kept", ())
    is_refused(papers / ".git", tmp_path / "kept", "is hidden")
    beside = tmp_path / "papers2"
    beside.mkdir()
    (beside / "a.txt").write_text("a")
    assert not readable.needs_no_confirmation(beside, tmp_path / "kept", ())


def test_the_work_itself_asks_whether_it_may(nothing: Workspace, papers: Path, tmp_path: Path) -> None:
    for path, words in ((papers, "not confirmed"), ("/etc/hostname", "system"), (nothing.settings.data_dir, "own")):
        with pytest.raises(UsageError, match=words):
            intake.start_ingest(nothing, [path])
    with pytest.raises(UsageError, match="not confirmed"):
        intake.start_ingest(nothing, [SAMPLE_DOCUMENTS, papers / "one.txt"], confirmed=[papers])
    with pytest.raises(UsageError, match="system"):
        intake.start_ingest(nothing, ["/etc/hostname"], confirmed=[Path("/etc/hostname")])
    assert nothing.store.about().documents == 0
    intake.start_ingest(nothing, [papers], confirmed=[papers])
    rest(nothing)
    assert nothing.store.about().documents == 2
    intake.start_ingest(nothing, [papers])
    rest(nothing)
    (papers / "three.txt").write_text("A new one.\n")
    intake.start_ingest(nothing, [papers / "one.txt"])
    rest(nothing)
    with pytest.raises(UsageError, match="not confirmed"):
        intake.start_ingest(nothing, [papers])
    intake.start_ingest(nothing, [uploads.save_upload(nothing.settings.data_dir, "up.txt", b"An upload.\n")])
    rest(nothing)
    assert nothing.store.about().documents == 3


def test_what_a_command_has_read_stays_readable(empty: Home, papers: Path) -> None:
    hidden = papers / ".notes.txt"
    hidden.write_text("The Skerry Light stands on a reef.\n")
    assert empty.run("ingest", hidden).code == 0
    assert readable.needs_no_confirmation(hidden, empty.data, [str(hidden)])
