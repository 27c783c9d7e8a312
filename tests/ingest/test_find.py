"""Which files paths, folders and patterns name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.errors import Reason, UsageError
from ingest.find import find_files
from tests.ingest.conftest import Write


def names(folder: Path, found: tuple[Path, ...]) -> list[str]:
    return [str(path.relative_to(folder)) for path in found]


def test_a_folder_gives_its_files_by_name_and_leaves_hidden_ones_out(folder: Path, write: Write) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", ".hidden.txt", ".git/config", "a/.cache/x.txt"):
        write(name, "text")
    found = find_files([folder])
    assert names(folder, found.files) == ["a.txt", "b.txt", "a/z.txt"]
    assert found.folders == (folder,)


def test_patterns_reach_into_folders(folder: Path, write: Write) -> None:
    for name in ("a.md", "below/b.md", "c.txt"):
        write(name, "text")
    assert names(folder, find_files([f"{folder}/**/*.md"]).files) == ["a.md", "below/b.md"]
    with pytest.raises(UsageError, match="no file matches"):
        find_files([f"{folder}/*.pdf"])


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path, write: Write) -> None:
    write("report[1].txt", "text")
    assert names(folder, find_files([folder / "report[1].txt"]).files) == ["report[1].txt"]


def test_the_same_file_is_found_once(folder: Path, write: Write) -> None:
    path = write("a.txt", "text")
    assert find_files([path, folder, f"{folder}/*.txt"]).files == (path,)


def test_loops_pipes_and_broken_links_are_refused_by_name(folder: Path, write: Write) -> None:
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "nowhere").symlink_to(folder / "missing")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    write("a.txt", "text")
    found = find_files([folder])
    assert names(folder, found.files) == ["a.txt"]
    assert {Path(o.source).name: o.reason for o in found.refused} == {
        "loop": Reason.UNREADABLE,
        "nowhere": Reason.UNREADABLE,
        "pipe": Reason.UNSUPPORTED,
    }


def test_a_name_that_is_not_text_is_refused(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("text")
    found = find_files([folder])
    assert found.files == ()
    assert [o.reason for o in found.refused] == [Reason.UNREADABLE]


def test_no_path_at_all_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="no file or folder was given"):
        find_files([])
