"""Processes that share tests take every file once between them, whole and from their own places on."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import groupby, islice, zip_longest
from pathlib import Path

import pytest

from tests.support.sharing import take_files

ROOT = Path(__file__).parents[2]


class Item:
    """A test of a file."""

    def __init__(self, file: str, number: int) -> None:
        self.path, self.number = Path(file), number


ITEMS = [Item(file, number) for file in "abcdefg" for number in range(3)]


def taken_by(folder: Path, *places: float) -> list[list[Item]]:
    """What each of some processes takes that run side by side."""
    rounds = list(zip_longest(*(take_files(ITEMS, folder, place) for place in places)))
    return [[one[number] for one in rounds if one[number]] for number in range(len(places))]


def test_every_test_is_taken_once_and_files_stay_whole(tmp_path: Path) -> None:
    first, second = taken_by(tmp_path, 0, 1)
    assert sorted([*first, *second], key=ITEMS.index) == ITEMS
    for taken in (first, second):
        assert all([item.number for item in tests] == [0, 1, 2] for _, tests in groupby(taken, lambda one: one.path))
    assert [str(item.path) for item in first[::3]] == ["a", "b", "c", "d"]
    assert [str(item.path) for item in second[::3]] == ["g", "f", "e"]


def test_a_third_process_begins_in_the_middle(tmp_path: Path) -> None:
    first, middle, last = taken_by(tmp_path, 0, 0.5, 1)
    assert sorted([*first, *middle, *last], key=ITEMS.index) == ITEMS
    assert [[str(item.path) for item in taken[::3]] for taken in (first, middle, last)] == [
        ["a", "b", "e"],
        ["d", "c"],
        ["g", "f"],
    ]


def test_who_is_quick_takes_what_is_left(tmp_path: Path) -> None:
    slow = take_files(ITEMS, tmp_path, 0)
    begun = list(islice(slow, 1))
    quick = list(take_files(ITEMS, tmp_path, 1))
    rest = list(slow)
    assert [str(item.path) for item in quick[::3]] == ["g", "f", "e", "d", "c", "b"]
    assert [*begun, *rest] == ITEMS[:3]


CONFTEST = """
import os
from tests.support import sharing

def pytest_addoption(parser):
    sharing.add_options(parser)

def pytest_runtestloop(session):
    sharing.run_shared(session, session.config.getoption("--processes"), begin=lambda: os.environ.update(BEGUN="1"))
    return True
"""
TEST = """
import os, pathlib, time

def test_the_others_begin_too():
    with open("ran", "a") as file:
        file.write(f"{__name__} {os.getpid()} {os.environ.get('BEGUN')}\\n")
    deadline = time.monotonic() + 120
    while len(pathlib.Path("ran").read_text().split()) < 9:
        assert time.monotonic() < deadline
        time.sleep(0.01)

def test_it():
    assert not os.path.exists(f"{__name__}.fails")
"""


def test_the_first_process_fails_when_any_does(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in "abc":
        (tmp_path / f"test_{name}.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-q", "--processes=3", f"--rootdir={tmp_path}", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": ""}

    def run() -> tuple[int, list[list[str]]]:
        (tmp_path / "ran").unlink(missing_ok=True)
        ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        return ended.returncode, sorted(line.split() for line in (tmp_path / "ran").read_text().splitlines())

    code, ran = run()
    assert (code, [name for name, *_ in ran]) == (0, ["test_a", "test_b", "test_c"])
    assert len({process for _, process, _ in ran}) == 3
    assert sorted(begun for *_, begun in ran) == ["1", "1", "None"]
    for name in "ac":
        (tmp_path / f"test_{name}.fails").touch()
        assert run()[0] == 1
        (tmp_path / f"test_{name}.fails").unlink()


def test_alone_everything_is_run(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert list(take_files(request.session.items, tmp_path, 0)) == request.session.items
