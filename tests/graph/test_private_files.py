from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from graph.private_files import close_to_others, make_file, make_folder, open_to_others, write_file


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


@pytest.fixture(autouse=True)
def lax() -> object:
    """The laxest mask: what is private must be so by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_what_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    make_folder(tmp_path / "one" / "two")
    make_file(tmp_path / "one" / "two" / "empty")
    write_file(tmp_path / "one" / "written", b"text")
    assert {mode(tmp_path / "one"), mode(tmp_path / "one" / "two")} == {0o700}
    assert {mode(tmp_path / "one" / "two" / "empty"), mode(tmp_path / "one" / "written")} == {0o600}
    assert (tmp_path / "one" / "written").read_bytes() == b"text"


def test_what_is_there_keeps_its_content(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    make_file(tmp_path / "there")
    make_folder(tmp_path)
    assert (tmp_path / "there").read_text() == "kept"


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(OSError, match=r"exists|directory"):
        make_folder(tmp_path / "file")
    with pytest.raises(OSError, match="directory"):
        make_folder(tmp_path / "file" / "below")


def test_what_was_open_is_closed_once(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    (folder / "uploads" / "hash").mkdir(parents=True)
    (folder / "uploads" / "hash" / "letter.pdf").write_text("secret")
    (folder / "graph.db-wal").write_text("secret")
    (folder / "run.sh").write_text("program")
    (folder / "run.sh").chmod(0o777)
    assert open_to_others(folder)
    assert close_to_others(folder) == 6
    assert close_to_others(folder) == 0
    assert not any(mode(place) & 0o077 for place in (folder, *folder.rglob("*")))
    assert mode(folder / "run.sh") == 0o700


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "elsewhere" / "file").write_text("of somebody")
    (tmp_path / "kept").mkdir(mode=0o700)
    (tmp_path / "kept" / "cache").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "kept" / "file").symlink_to(tmp_path / "elsewhere" / "file")
    assert close_to_others(tmp_path / "kept") == 0
    assert mode(tmp_path / "elsewhere" / "file") == 0o666


def test_a_folder_that_many_share_is_left_as_it_is_and_what_is_kept_in_it_closed(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "graph.db").write_text("ours")
    (shared / "journal.db-wal").write_text("ours")
    (shared / "letter.txt").write_text("of somebody")
    assert close_to_others(shared) == 2
    assert mode(shared) == 0o1777 & 0o777 or mode(shared) == 0o1777
    assert mode(shared / "letter.txt") == 0o666


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert close_to_others(tmp_path / "nowhere") == 0
    assert not open_to_others(tmp_path / "nowhere")
