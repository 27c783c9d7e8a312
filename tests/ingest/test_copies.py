"""Content is stored once, a moved file keeps its documents, and a file that broke keeps its text with a mark."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pipeline import Choices
from tests.ingest.conftest import Place, Write

TIDES = "The tide at Lunde rises twice a day. It was measured by Ada Moss in 1901."
MILLS = "The mill at Lunde grinds oats. It was built by Bo Reed in 1850."


def states(place: Place, *paths: Path, prune: bool = False) -> dict[str, str]:
    report = place.take(*paths, choices=Choices(prune=prune, confirmed=True))
    return {Path(outcome.source).name: outcome.state for outcome in report.outcomes}


def sources(place: Place) -> list[str]:
    return sorted(Path(document.source).name for document in place.store.documents())


def ids(place: Place) -> list[str]:
    return sorted(passage.id for passage in place.store.passages())


def copies(place: Place) -> dict[str, list[str]]:
    found = place.ledger.copies("default")
    return {Path(source).name: [Path(one).name for one in held] for source, held in found.items()}


def test_the_same_content_is_stored_once_and_said_so(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", TIDES)
    second = write("b.txt", TIDES)
    report = place.take(folder)
    assert [outcome.state for outcome in report.outcomes] == ["indexed", "copy"]
    assert report.outcomes[1].notes == (f"the same content as {folder.resolve() / 'a.txt'}, stored once",)
    assert (sources(place), copies(place)) == (["a.txt"], {"a.txt": ["b.txt"]})
    assert states(place, folder) == {"a.txt": "unchanged", "b.txt": "unchanged"}
    assert states(place, second) == {"b.txt": "unchanged"}


def test_a_suffix_that_changes_how_a_file_is_read_makes_no_copy(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", f"# Tides\n\n{TIDES}")
    write("b.md", f"# Tides\n\n{TIDES}")
    assert states(place, folder) == {"a.txt": "indexed", "b.md": "indexed"}


def test_a_copy_that_changes_becomes_a_document(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", TIDES)
    write("b.txt", TIDES)
    place.take(folder)
    write("b.txt", MILLS)
    assert states(place, folder) == {"a.txt": "unchanged", "b.txt": "updated"}
    assert (sources(place), copies(place)) == (["a.txt", "b.txt"], {})


def test_a_copy_keeps_the_content_when_the_original_changes(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", TIDES)
    write("b.txt", TIDES)
    place.take(folder)
    write("a.txt", MILLS)
    states(place, folder)
    assert (sources(place), place.texts()) == (["a.txt", "b.txt"], sorted([MILLS, TIDES]))


def test_a_copy_takes_over_when_the_original_is_gone(place: Place, folder: Path, write: Write) -> None:
    first = write("a.txt", TIDES)
    write("b.txt", TIDES)
    write("c.txt", TIDES)
    place.take(folder)
    known = ids(place)
    first.unlink()
    assert states(place, folder, prune=True) == {"b.txt": "moved", "c.txt": "copy"}
    assert (sources(place), ids(place), copies(place)) == (["b.txt"], known, {"b.txt": ["c.txt"]})


def test_a_gone_copy_is_pruned(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", TIDES)
    second = write("b.txt", TIDES)
    place.take(folder)
    second.unlink()
    report = place.take(folder, choices=Choices(prune=True, confirmed=True))
    assert ([Path(one).name for one in report.pruned], copies(place), sources(place)) == (["b.txt"], {}, ["a.txt"])


def test_a_moved_file_keeps_its_documents(place: Place, folder: Path, write: Write) -> None:
    first = write("tides.md", f"# Tides\n\n{TIDES}")
    place.take(folder)
    known, embedded = ids(place), len(place.embedder.texts)
    (folder / "archive").mkdir()
    first.rename(folder / "archive" / "seas.md")
    report = place.take(folder)
    assert [(one.state, one.notes) for one in report.outcomes] == [
        ("moved", (f"moved from {folder.resolve() / 'tides.md'}",))
    ]
    assert (sources(place), ids(place), len(place.embedder.texts)) == (["seas.md"], known, embedded)
    assert states(place, folder) == {"seas.md": "unchanged"}
    write("tides.md", f"# Tides\n\n{MILLS}")
    assert states(place, folder) == {"seas.md": "unchanged", "tides.md": "indexed"}
    assert sources(place) == ["seas.md", "tides.md"]
    write("tides.md", f"# Tides\n\n{MILLS} It closed in 1901.")
    assert states(place, folder) == {"seas.md": "unchanged", "tides.md": "updated"}
    assert sources(place) == ["seas.md", "tides.md"]


def test_a_file_titled_by_its_name_has_the_new_title(place: Place, folder: Path, write: Write) -> None:
    write("tides.txt", TIDES).rename(folder / "old.txt")
    place.take(folder)
    known = ids(place)
    (folder / "old.txt").rename(folder / "new.txt")
    assert states(place, folder) == {"new.txt": "moved"}
    assert (place.titles(), ids(place)) == (["new"], known)


def test_files_that_swap_names_are_updated(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", TIDES)
    write("b.txt", MILLS)
    place.take(folder)
    write("a.txt", MILLS)
    write("b.txt", TIDES)
    states(place, folder)
    assert {Path(one.source).name: one.text for one in place.store.documents()} == {"a.txt": MILLS, "b.txt": TIDES}


def test_a_file_that_broke_keeps_its_text_with_a_mark_until_it_is_read_again(
    place: Place, folder: Path, write: Write
) -> None:
    path = write("a.txt", TIDES)
    place.take(folder)
    write("a.txt", "")
    assert states(place, folder, prune=True) == {"a.txt": "refused"}
    assert place.texts() == [TIDES]
    assert place.ledger.unreadable("default") == {str(path.resolve())}
    write("a.txt", TIDES)
    assert states(place, folder) == {"a.txt": "unchanged"}
    assert not place.ledger.unreadable("default")
    write("a.txt", b"\x00\x01\x02" * 50)
    states(place, folder)
    write("a.txt", MILLS)
    assert states(place, folder) == {"a.txt": "updated"}
    assert not place.ledger.unreadable("default")
    path.unlink()
    states(place, folder, prune=True)
    assert not place.texts()


def test_a_copy_of_a_file_that_is_refused_is_refused(place: Place, folder: Path, write: Write) -> None:
    write("a.txt", "")
    write("b.txt", "")
    assert states(place, folder) == {"a.txt": "refused", "b.txt": "refused"}
    assert not copies(place)


CHANGES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", TIDES, MILLS, "gone", "b.txt"])), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_after_any_changes_what_is_stored_is_what_the_files_hold(
    place: Place, folder: Path, changes: list[tuple[str, str]]
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in changes:
        path = folder / f"{name}.txt"
        if content == "gone":
            path.unlink(missing_ok=True)
        elif content == "b.txt":
            if path.exists():
                path.replace(folder / content)
        else:
            path.write_text(content)
        place.take(folder, choices=Choices(prune=True, confirmed=True))
    held = {path.read_text() for path in folder.iterdir()} - {""}
    stored = [document.text for document in place.store.documents()]
    broken = place.ledger.unreadable("default")
    assert held <= set(stored)
    assert set(stored) - held <= {one.text for one in place.store.documents() if one.source in broken}
