"""Which files below a folder are left out, of what kind, and how they are taken all the same."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from graph.errors import Reason
from ingest.file_rules import FileRules
from ingest.find import FoundFiles, find_files
from tests.ingest.conftest import Write

PROJECT = (
    "notes.md",
    "main.py",
    "app.min.js",
    "package.json",
    "package-lock.json",
    "poetry.lock",
    "~$report.docx",
    ".env",
    ".git/config",
    "node_modules/x/readme.md",
    "__pycache__/main.pyc",
    "myenv/pyvenv.cfg",
    "myenv/lib/licence.txt",
    "build/page.html",
    "site/build/plan.txt",
)


@pytest.fixture
def project(folder: Path, write: Write) -> Path:
    for name in PROJECT:
        write(name, "text")
    return folder


def names(folder: Path, found: FoundFiles) -> list[str]:
    return [str(path.relative_to(folder)) for path in found.files]


def test_what_is_no_document_is_left_out_and_counted(project: Path) -> None:
    found = find_files([project])
    assert names(project, found) == ["notes.md", "package.json", "site/build/plan.txt"]
    assert {(some.kind, some.folders): some.count for some in found.left_out} == {
        ("hidden", False): 1,
        ("hidden", True): 1,
        ("package", True): 3,
        ("build", True): 1,
        ("source code", False): 2,
        ("lock", False): 2,
        ("temporary", False): 1,
    }


def test_a_file_that_is_named_is_taken(project: Path) -> None:
    named = [project / "main.py", project / "poetry.lock", project / ".env"]
    found = find_files([project, *named])
    assert set(named) <= set(found.files)
    assert "lock" in {some.kind for some in found.left_out}
    assert project / "main.py" not in found.skipped


def test_include_takes_what_would_be_left_out(project: Path) -> None:
    assert "main.py" in names(project, find_files([project], FileRules(include=("*.py",))))
    asked = find_files([project], FileRules(include=("node_modules/", "*.lock")))
    assert {"node_modules/x/readme.md", "poetry.lock"} <= set(names(project, asked))


def test_exclude_goes_before_all_else(project: Path) -> None:
    rules = FileRules(include=("*.md",), exclude=("*.md", "site/"))
    found = find_files([project, project / "notes.md"], rules)
    assert names(project, found) == ["package.json"]
    assert {some.count for some in found.left_out if some.kind == "excluded"} == {1}


def test_wildcards_do_not_reach_into_installed_packages(project: Path) -> None:
    assert names(project, find_files([f"{project}/**/*.md"])) == ["notes.md"]
    assert names(project, find_files([f"{project}/*.py"])) == ["main.py"]
    assert "main.py" not in names(project, find_files([f"{project}/*"]))


def test_ignore_files_hold_for_their_folder(folder: Path, write: Write) -> None:
    for name in ("a.txt", "old/a.txt", "old/b.txt", "old/deep/a.txt", "other/a.txt", "tool.py", "gone/x.txt"):
        write(name, "text")
    write(".graphloopignore", "# ours\ngone/\n!tool.py\n")
    write("old/.graphloopignore", "/a.txt\n")
    found = find_files([folder])
    assert names(folder, found) == ["a.txt", "tool.py", "old/b.txt", "old/deep/a.txt", "other/a.txt"]
    assert [(some.kind, some.count, some.folders) for some in found.left_out] == [
        ("ignored", 1, False),
        ("ignored", 1, True),
    ]


def test_an_ignore_file_that_cannot_be_read_is_said(folder: Path, write: Write) -> None:
    write("a.txt", "text")
    os.mkfifo(folder / ".graphloopignore")
    found = find_files([folder])
    assert (found.files, [one.reason for one in found.refused]) == ((), [Reason.UNREADABLE])


def test_a_linked_folder_is_said(folder: Path, write: Write, tmp_path: Path) -> None:
    write("a.txt", "text")
    (folder / "there").symlink_to(tmp_path)
    found = find_files([folder])
    assert [(some.kind, some.count) for some in found.left_out] == [("linked", 1)]


def test_a_path_is_found_in_either_normal_form(folder: Path, write: Write) -> None:
    path = write(unicodedata.normalize("NFD", "Bücher/Über.txt"), "text")
    assert find_files([folder / "Bücher" / "Über.txt"]).files == (path,)
    assert find_files([folder / "Bücher"]).files == (path,)
