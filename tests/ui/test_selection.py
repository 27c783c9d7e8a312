"""What a person names, tags and dates becomes a filter, or one line that says what there is instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.types import Filter, Meta
from tests.contract.parts import name_of, part
from ui.selection import SelectionRequest, select_documents
from ui.settings import Settings
from ui.workspace import Workspace


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def space(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Three documents in two folders, and one of another collection."""
    with Workspace(Settings(data_dir=tmp_path_factory.mktemp("kept"))) as opened:
        for source, title, tags, date, collection in (
            ("lease/one.txt", "Lease", ("Board", "draft"), "2023", "default"),
            ("lease/two.txt", "Annex", ("board",), "2024-05-17", "default"),
            ("leases.txt", "Notes", (), "", "default"),
            ("hidden.txt", "Hidden", ("secret",), "2030", "other"),
        ):
            meta = Meta(tags=tags, date=date)
            text = [f"The {title} is signed."]
            made = part(str(papers / source), text, title=title, meta=meta, collection=collection)
            opened.store.replace(name_of(made), made)
        yield opened


def chosen(space: Workspace, request: SelectionRequest) -> list[str]:
    where = select_documents(space, request).where
    return sorted(document.title for document in space.store.documents(where))


def test_nothing_asked_narrows_nothing(space: Workspace) -> None:
    selection = select_documents(space, SelectionRequest())
    assert (selection.where, selection.description) == (Filter(collection="default"), "")


def test_documents_are_chosen_by_name_file_and_folder(
    space: Workspace, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(papers)
    assert chosen(space, SelectionRequest(("Annex",))) == ["Annex"]
    assert chosen(space, SelectionRequest(("one.txt", "Notes"))) == ["Lease", "Notes"]
    for folder in ("lease", "lease/", "./lease", str(papers / "lease")):
        assert chosen(space, SelectionRequest((folder,))) == ["Annex", "Lease"]
    assert chosen(space, SelectionRequest((".",))) == ["Annex", "Lease", "Notes"]


@pytest.mark.parametrize(
    ("request_", "titles", "line"),
    [
        (SelectionRequest(tags=("BOARD",)), ["Annex", "Lease"], "tagged BOARD"),
        (SelectionRequest(tags=("draft", "board")), ["Annex", "Lease"], "tagged draft or board"),
        (SelectionRequest(since="2023-06"), ["Annex", "Lease"], "dated since 2023-06"),
        (SelectionRequest(since="2024", until="2024-05"), ["Annex"], "dated since 2024 until 2024-05"),
        (SelectionRequest(("Lease", "Annex"), ("board",), until="2023"), ["Lease"], "in Lease, Annex, tagged board, "),
    ],
)
def test_tags_and_dates_narrow(space: Workspace, request_: SelectionRequest, titles: list[str], line: str) -> None:
    assert chosen(space, request_) == titles
    assert select_documents(space, request_).description.startswith(line)


@pytest.mark.parametrize(
    ("request_", "message", "hint"),
    [
        (SelectionRequest(("Hidden",)), "no document, file or folder 'Hidden'", "leases.txt, one.txt, two.txt"),
        (SelectionRequest(("",)), "no document, file or folder ''", "leases.txt"),
        (SelectionRequest(tags=("secret",)), "no document has the tag 'secret'", "known tags: Board, draft"),
        (SelectionRequest(("Annex",), ("draft",)), "no document in Annex, tagged draft", "are tagged board"),
        (SelectionRequest(("Notes",), ("draft",)), "no document in Notes, tagged draft", "has a tag"),
        (SelectionRequest(since="2025"), "no document dated since 2025", "dated 2023 to 2024-05-17"),
        (SelectionRequest(("Notes",), until="2025"), "no document in Notes, dated until 2025", "has a date"),
        (SelectionRequest(since="2024-13"), "'2024-13' is not a date", "2024-05-31"),
        (SelectionRequest(until="2023-02-29"), "'2023-02-29' is not a date", "2024-05-31"),
        (SelectionRequest(since="May"), "'May' is not a date", "2024-05-31"),
        (SelectionRequest(since="2024-06", until="2024-05"), "2024-06 is after 2024-05", "exchange"),
    ],
)
def test_what_matches_nothing_says_what_there_is(
    space: Workspace, request_: SelectionRequest, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select_documents(space, request_)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "Hidden" not in caught.value.hint
    assert "secret" not in caught.value.hint


def test_an_empty_collection_is_said(space: Workspace) -> None:
    settings = space.settings.model_copy(update={"collection": "nothing"})
    with Workspace(settings) as nothing, pytest.raises(UsageError, match="no documents in collection"):
        select_documents(nothing, SelectionRequest(tags=("a",)))
