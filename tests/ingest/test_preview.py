"""A preview says what the ingest then does, and does none of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import UsageError
from ingest.file_rules import FileRules
from ingest.file_status import KnownFiles
from ingest.pipeline import Choices
from ingest.prepare import entry_fingerprint, pipeline_fingerprint
from ingest.preview import IngestPreview, preview_ingest
from ingest.store_index import StoreIndex
from tests.ingest.conftest import Place, Write

PRUNE = Choices(prune=True, confirmed=True)


def preview(place: Place, *paths: Path | str, rules: FileRules = FileRules()) -> IngestPreview:
    fingerprint = entry_fingerprint(pipeline_fingerprint(place.embedder.name, place.extract))
    entries = place.ledger.entries("default")
    known = KnownFiles(entries, StoreIndex.read(place.store, "default"), fingerprint)
    return preview_ingest(paths, known, place.ledger.copies("default"), rules)


@pytest.fixture
def read(place: Place, folder: Path, write: Write) -> Path:
    for name in ("same.txt", "other.txt", "moved.txt", "gone.txt", "original.txt"):
        write(name, f"The file {name} tells of the mill.")
    write("sub/copy.txt", "The file original.txt tells of the mill.")
    place.take(folder)
    return folder


def test_a_preview_says_what_is_then_done(place: Place, read: Path, write: Write) -> None:
    write("other.txt", "The mill has burned down.")
    write("new.txt", "There is a new mill.")
    write("sub/again.txt", "There is a new mill.")
    (read / "moved.txt").rename(read / "sub" / "here.txt")
    (read / "gone.txt").unlink()
    (read / "link.txt").symlink_to(read / "nowhere.txt")
    before = place.store.about().revision
    seen = preview(place, read)
    assert place.store.about().revision == before
    changes = {Path(file.source).name: (file.change, Path(file.other).name) for file in seen.files}
    assert changes == {
        "other.txt": ("changed", ""),
        "new.txt": ("new", ""),
        "again.txt": ("copy", "new.txt"),
        "here.txt": ("moved", "moved.txt"),
    }
    assert {file.source: file.size for file in seen.files} == {
        file.source: Path(file.source).stat().st_size for file in seen.files
    }
    assert (seen.unchanged, [Path(source).name for source in seen.gone]) == (3, ["gone.txt"])
    assert [Path(outcome.source).name for outcome in seen.refused] == ["link.txt"]
    report = place.take(read, choices=PRUNE)
    states = {"new": "indexed", "changed": "updated"}
    done = {Path(one.source).name: one.state for one in report.outcomes if one.state not in ("unchanged", "refused")}
    assert done == {name: states.get(change, change) for name, (change, _) in changes.items()}
    assert report.pruned == seen.gone
    after = preview(place, read)
    assert (after.files, after.unchanged, after.gone) == ((), 7, ())


def test_what_was_read_in_another_way_is_outdated(place: Place, read: Path) -> None:
    entry = place.ledger.entries("default")[str(read / "same.txt")]
    place.ledger.write("default", str(read / "same.txt"), replace(entry, fingerprint="older"))
    assert [(file.source, file.change) for file in preview(place, read).files] == [(str(read / "same.txt"), "outdated")]


def test_the_loss_of_most_of_a_folder_is_doubted_and_rules_leave_out(place: Place, read: Path) -> None:
    kept = preview(place, read, rules=FileRules(exclude=("same.txt",)))
    assert kept.removal.left_out == (str(read / "same.txt"),)
    assert kept.doubt == ""
    for file in read.glob("*.txt"):
        file.unlink()
    lost = preview(place, read)
    assert "nothing was removed" in lost.doubt
    assert [file.change for file in lost.files] == ["moved"]


def test_a_copy_that_is_gone_is_told(place: Place, read: Path) -> None:
    (read / "sub" / "copy.txt").unlink()
    assert preview(place, read).gone == (str(read / "sub" / "copy.txt"),)


def test_a_path_that_is_not_there_is_a_usage_error(place: Place, folder: Path) -> None:
    with pytest.raises(UsageError):
        preview(place, folder / "nowhere")
