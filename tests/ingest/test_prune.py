"""Pruning doubts that most of a folder is gone, and takes what is left out today only when asked."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ingest.file_rules import FileRules
from ingest.pipeline import Choices
from ingest.prune import UnconfirmedRemoval
from tests.ingest.conftest import Place, Write

PRUNE, SURE = Choices(prune=True), Choices(prune=True, confirmed=True)


@pytest.fixture
def four(place: Place, folder: Path, write: Write) -> list[Path]:
    files = [
        write(name, f"The file {name} tells of the mill.") for name in ("a.txt", "b.txt", "disk/c.txt", "disk/d.txt")
    ]
    place.take(folder)
    return files


def test_a_folder_that_is_suddenly_empty_is_doubted(place: Place, folder: Path, four: list[Path]) -> None:
    for path in four:
        path.unlink()
    with pytest.raises(UnconfirmedRemoval, match="4 files"):
        place.take(folder, choices=PRUNE)
    assert place.titles() == ["a", "b", "c", "d"]
    assert place.take(folder, choices=SURE).pruned == tuple(map(str, four))
    assert place.titles() == []


def test_more_than_half_of_a_folder_is_doubted_and_half_is_not(place: Place, folder: Path, four: list[Path]) -> None:
    for path in (four[0], four[2]):
        path.unlink()
    assert len(place.take(folder, choices=PRUNE).pruned) == 2
    four[1].unlink()
    assert len(place.take(folder, choices=PRUNE).pruned) == 1
    four[3].unlink()
    with pytest.raises(UnconfirmedRemoval):
        place.take(folder, choices=PRUNE)


def test_a_folder_below_that_is_suddenly_empty_is_doubted(place: Place, folder: Path, four: list[Path]) -> None:
    four[2].unlink()
    four[3].unlink()
    with pytest.raises(UnconfirmedRemoval, match="disk"):
        place.take(folder, choices=PRUNE)
    four[2].parent.rmdir()
    assert len(place.take(folder, choices=PRUNE).pruned) == 2


def test_what_is_left_out_today_is_kept_until_pruned(place: Place, folder: Path, four: list[Path]) -> None:
    rules = FileRules(exclude=("a.txt",))
    assert place.take(folder, choices=Choices(rules=rules)).kept == (str(four[0]),)
    assert len(place.titles()) == 4
    assert place.take(folder, choices=Choices(prune=True, rules=rules)).pruned == (str(four[0]),)
    assert place.titles() == ["b", "c", "d"]


def test_what_cannot_be_listed_is_not_gone(place: Place, folder: Path, four: list[Path], write: Write) -> None:
    (folder / "disk").rename(folder / "elsewhere")
    (folder / "disk").symlink_to(folder / "disk")
    assert place.take(folder, choices=PRUNE).pruned == ()


def test_another_normal_form_is_the_same_file(place: Place, folder: Path, write: Write) -> None:
    composed = write("Über.txt", "The file tells of the mill.")
    place.take(folder)
    ids = [document.id for document in place.store.documents()]
    composed.rename(folder / unicodedata.normalize("NFD", "Über.txt"))
    report = place.take(folder, choices=PRUNE)
    assert (report.counts, report.pruned) == ({"unchanged": 1}, ())
    assert [document.id for document in place.store.documents()] == ids
