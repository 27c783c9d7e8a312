"""Two runs of the same tests take every file once between them, whole and from both ends."""

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


def taken_by_two(folder: Path) -> tuple[list[Item], list[Item]]:
    """What each of two runs takes that run side by side."""
    first, second = (take_files(ITEMS, folder, last) for last in (False, True))
    pairs = list(zip_longest(first, second))
    return [one for one, _ in pairs if one], [one for _, one in pairs if one]


def test_every_test_is_taken_once_and_files_stay_whole(tmp_path: Path) -> None:
    first, second = taken_by_two(tmp_path)
    assert sorted([*first, *second], key=ITEMS.index) == ITEMS
    for taken in (first, second):
        assert all([item.number for item in tests] == [0, 1, 2] for _, tests in groupby(taken, lambda one: one.path))
    assert [str(item.path) for item in first[::3]] == ["a", "b", "c", "d"]
    assert [str(item.path) for item in second[::3]] == ["g", "f", "e"]


def test_who_is_quick_takes_what_is_left(tmp_path: Path) -> None:
    slow = take_files(ITEMS, tmp_path, False)
    begun = list(islice(slow, 1))
    quick = list(take_files(ITEMS, tmp_path, True))
    rest = list(slow)
    assert [str(item.path) for item in quick[::3]] == ["g", "f", "e", "d", "c", "b"]
    assert [*begun, *rest] == ITEMS[:3]


def test_alone_everything_is_run(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    assert list(take_files(request.session.items, tmp_path, False)) == request.session.items
