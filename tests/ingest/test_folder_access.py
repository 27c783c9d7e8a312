"""Folders label what lies below them, at every ingest."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from graph.errors import UsageError
from ingest.choices import Choices
from ingest.folder_access import ACCESS_FILE, read_folder_access
from ingest.labels import Labels
from tests.ingest.conftest import Place, Write


def access(place: Place) -> dict[str, tuple[str, ...]]:
    return {Path(document.source).name: document.meta.access for document in place.store.documents()}


def test_a_folder_labels_what_lies_below_it_at_every_ingest(place: Place, write: Write) -> None:
    """New, unchanged, changed and moved files, also when only one is named."""
    rule = write(f"hr/{ACCESS_FILE}", "# who may see this\nhr\n  board room \nhr\n")
    write("hr/old/pay.txt", "Silas Drew earns a lot.")
    write("open.txt", "The weir of Elmford is old.")
    top = rule.parent.parent
    report = place.take(top)
    assert access(place) == {"pay.txt": ("hr", "board room"), "open.txt": ()}
    assert not report.left_out
    embedded = len(place.embedder.texts)
    rule.write_text("board")
    assert place.take(top).counts == {"updated": 1, "unchanged": 1}
    assert access(place)["pay.txt"] == ("board",)
    assert len(place.embedder.texts) == embedded
    write(f"hr/old/{ACCESS_FILE}", "staff")
    assert place.take(top / "hr" / "old" / "pay.txt").counts == {"updated": 1}
    assert access(place)["pay.txt"] == ("staff",)
    (top / "open.txt").rename(top / "hr" / "closed.txt")
    assert place.take(top).counts == {"moved": 1, "unchanged": 1}
    assert access(place) == {"pay.txt": ("staff",), "closed.txt": ("board",)}
    rule.unlink()
    place.take(top)
    assert access(place)["closed.txt"] == ("board",)
    place.take(top, choices=Choices(labels=Labels(access=("hr",))))
    assert set(access(place).values()) == {("hr",)}


def test_a_copy_takes_no_labels_from_its_original(place: Place, write: Write) -> None:
    write(f"a/{ACCESS_FILE}", "hr")
    write("a/pay.txt", "Silas Drew earns a lot.")
    write(f"b/{ACCESS_FILE}", "everybody")
    copy = write("b/pay.txt", "Silas Drew earns a lot.")
    for _ in range(2):
        place.take(copy.parent.parent)
        assert list(access(place).values()) == [("hr",)]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "holds no access label"), ("# only\n\n", "no access label"), ("x" * 61, "61 characters"), (b"\xff", "read")],
)
def test_a_faulty_access_file_stops_the_ingest_before_anything_is_read(
    place: Place, write: Write, text: str | bytes, words: str
) -> None:
    write(f"hr/{ACCESS_FILE}", text)
    file = write("hr/pay.txt", "Silas Drew earns a lot.")
    write("open.txt", "The weir of Elmford is old.")
    with pytest.raises(UsageError, match=words):
        place.take(file.parent.parent)
    assert access(place) == {}


def test_what_is_no_file_is_not_waited_for(place: Place, write: Write) -> None:
    file = write("hr/pay.txt", "Silas Drew earns a lot.")
    (file.parent / ACCESS_FILE).symlink_to(file.parent / "nowhere")
    with pytest.raises(UsageError, match="no text file"):
        place.take(file)


def test_sources_are_known_in_every_normal_form(write: Write) -> None:
    write(f"Übung/{ACCESS_FILE}", "hr")
    file = write("Übung/é.txt", "text")
    found = read_folder_access([file])
    assert [found.of(unicodedata.normalize(form, str(file))) for form in ("NFC", "NFD")] == [("hr",)] * 2
    assert found.of(str(file.parent)) == ()
