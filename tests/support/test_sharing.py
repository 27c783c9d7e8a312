"""Runs of the same tests take every file once between them, whole and from their own places on."""

from __future__ import annotations

from itertools import groupby, islice, zip_longest
from pathlib import Path

import pytest

from tests.support.sharing import take_files


class Item:
    """A test of a file."""

    def __init__(self, file: str, number: int) -> None:
        self.path, self.number = Path(file), number


ITEMS = [Item(file, number) for file in "abcdefg" for number in range(3)]


def taken_by(folder: Path, *places: float) -> list[list[Item]]:
    """What each of some runs takes that run side by side."""
    rounds = list(zip_longest(*(take_files(ITEMS, folder, place) for place in places)))
    return [[one[number] for one in rounds if one[number]] for number in range(len(places))]


def test_every_test_is_taken_once_and_files_stay_whole(tmp_path: Path) -> None:
    first, second = taken_by(tmp_path, 0, 1)
    assert sorted([*first, *second], key=ITEMS.index) == ITEMS
    for taken in (first, second):
        assert all([item.number for item in tests] == [0, 1, 2] for _, tests in groupby(taken, lambda one: one.path))
    assert [str(item.path) for item in first[::3]] == ["a", "b", "c", "d"]
    assert [str(item.path) for item in second[::3]] == ["g", "f", "e"]


def test_a_third_run_begins_in_the_middle(tmp_path: Path) -> None:
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


def test_alone_everything_is_run(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert list(take_files(request.session.items, tmp_path, 0)) == request.session.items
