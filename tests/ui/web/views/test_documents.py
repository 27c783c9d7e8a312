"""An opened document in Streamlit's own test frame: its text, passages, names, links and tags."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.command import Home
from tests.ui.test_document_links import find
from tests.ui.web.test_app import SECONDS, pressed, shown, tells, until, workspace
from ui.web import jobs
from ui.web.components import intake, waiting
from ui.web.jobs import ReportProgress
from ui.workspace import Workspace


@pytest.fixture
def space(desk: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A copy of the desk."""
    shutil.copytree(desk.data, tmp_path / "kept", symlinks=True)
    with workspace(tmp_path / "kept", monkeypatch) as found:
        yield found


@pytest.fixture
def nothing(empty: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """No documents."""
    with workspace(empty.data, monkeypatch) as found:
        yield found


def opened(document_id: str) -> AppTest:
    def show() -> None:
        from ui.web.session import show_errors
        from ui.web.views import documents

        with show_errors():
            documents.page()

    test = AppTest.from_function(show, default_timeout=SECONDS)
    test.query_params["document"] = document_id
    return test.run()


def view(test: AppTest, name: str) -> AppTest:
    return test.segmented_control("document view").set_value(name).run()


def pages(test: AppTest) -> str:
    """The HTML on the page, and its labels."""
    return shown(test) + "".join(getattr(one, "body", "") for one in test.get("html"))


def test_a_refused_file_is_tried_again(space: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bell.txt"
    file.write_bytes(b"GIF89a" + bytes(64))
    intake.start_ingest(space, [file], confirmed=[file.resolve()])
    test = until(opened(""), lambda test: tells("was refused", test))
    file.write_text("Oona Petrie rang the bell of Osprey Sound.")
    pressed(test, "read again")
    until(test, lambda test: tells("1 indexed", test))
    assert not tells("was refused", test)


def test_a_document_is_shown_with_all_that_is_known_of_it(space: Workspace) -> None:
    test = opened(find(space, "handbook.md").id)
    assert not test.exception
    assert [one.value for one in test.subheader] == ["Quarry Lake Handbook"]
    assert "<th>Season</th><th>Opens</th>" in pages(test)
    assert "Edda Marsh dug the Quarry Lake" in pages(view(test, "Passages"))
    assert any("Edda Marsh" in one.label for one in view(test, "Names").button)
    pressed(view(test, "Links"), "a\\-prices")
    assert [one.value for one in test.subheader] == ["a\\-prices"]
    assert tells("The same content is also in prices", test)
    pressed(test, "All documents")
    assert [one.value for one in test.header] == ["Documents"]


def test_tags_are_added_and_removed_at_once(space: Workspace) -> None:
    test = opened(find(space, "handbook.md").id)
    test.multiselect[0].set_value(["lake", "Boats"]).run()
    assert not test.exception
    assert find(space, "handbook.md").meta.tags == ("lake", "Boats")
    assert test.multiselect[0].value == ["lake", "Boats"]
    test.multiselect[0].set_value(["lake", "Boats", "x" * 61]).run()
    assert "61 characters" in test.error[0].value
    assert find(space, "handbook.md").meta.tags == ("lake", "Boats")


def test_a_long_document_is_shown_part_by_part(space: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("".join(f"The gauge read {number} cm in the year {number}.\n\n" for number in range(400)))
    space.ingest([file])
    test = opened(find(space, "long.txt").id)
    assert "read 0 cm" in pages(test)
    assert "read 399 cm" not in pages(test)
    pressed(test, "Next")
    assert "read 0 cm" not in pages(test)
    last = len(test.selectbox[0].options)
    test.selectbox[0].set_value(last).run()
    assert test.query_params["part"] == str(last)
    assert "read 399 cm" in pages(test)
    view(test, "Passages")
    pressed(test, "read ")
    assert "read 0 cm" in pages(test)


def test_a_document_that_is_gone_leads_to_the_list(space: Workspace) -> None:
    test = opened("0" * 32)
    assert [one.value for one in test.toast] == ["This document is no longer here."]
    assert sorted(test.dataframe[-1].value["file"]) == ["a-prices.csv", "handbook.md", "mail.eml"]
    assert "document" not in test.query_params


def test_a_document_is_removed_where_it_is_shown(space: Workspace) -> None:
    mail = find(space, "mail.eml")
    test = opened(mail.id)
    pressed(test, "Remove this document")
    assert tells("This removes 1 document with 1 passage.", test)
    pressed(test, "remove")
    assert all(one.id != mail.id for one in space.store.documents())
    assert [one.value for one in test.header] == ["Documents"]


def test_files_are_filtered_by_tag_kind_and_name(space: Workspace) -> None:
    test = opened("")

    def files() -> list[str]:
        return sorted(test.dataframe[-1].value["file"])

    table = test.dataframe[-1].value.set_index("file")
    assert table.loc["a-prices.csv", "same content in"] == "prices.csv"
    assert list(table["state"]) == ["read"] * 3
    test.multiselect("only Tags").set_value(["lake"]).run()
    assert files() == ["handbook.md"]
    test.multiselect("only Tags").set_value([]).run()
    test.multiselect("only Kinds").set_value(["csv", "eml"]).run()
    assert files() == ["a-prices.csv", "mail.eml"]
    assert tells("2 of 3 files", test)
    next(one for one in test.text_input if one.label == "Find").set_value("GAUGE").run()
    assert files() == ["mail.eml"]


def test_changes_of_a_folder_are_listed_before_they_are_read(nothing: Workspace, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name in ("kept.txt", "gone.txt", "changed.txt"):
        (papers / name).write_text(f"The file {name} tells of the Skerry Light.\n")
    nothing.ingest([papers])
    test = opened("")
    assert test.selectbox[0].options == [str(papers)]
    (papers / "gone.txt").unlink()
    (papers / "changed.txt").write_text("The Skerry Light is dark.\n")
    (papers / "new.txt").write_text("Oona Petrie keeps the harbour.\n")
    pressed(test, "Look for changes")
    until(test, lambda test: tells("1 new, 1 changed, 1 unchanged, 1 gone", test))
    rows = {(row["what"], row["file"]) for row in test.dataframe[0].value.to_dict("records")}
    assert rows == {("new", "new.txt"), ("changed", "changed.txt"), ("gone", "gone.txt")}
    assert nothing.store.about().documents == 3
    next(one for one in test.checkbox if "Also remove" in one.label).check().run()
    pressed(test, "Read 2 files")
    until(test, lambda test: tells("Removed, since their files are gone", test))
    assert not tells("1 gone", test)
    names = sorted(Path(one.source).name for one in nothing.store.documents())
    assert names == ["changed.txt", "kept.txt", "new.txt"]
    for name in names:
        (papers / name).unlink()
    pressed(test, "Look for changes")
    until(test, lambda test: tells("Is its disk there?", test))
    assert not any("Remove them" in one.label for one in test.button)
    next(one for one in test.checkbox if "Also remove" in one.label).check().run()
    pressed(test, "Remove them")
    until(test, lambda test: tells("There are no documents yet", test))


def test_reading_can_be_stopped_and_what_was_read_stays(nothing: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "light.txt"
    file.write_text("The Skerry Light was built in 1874.\n")
    key, go_on = waiting.job_key(nothing, intake.INGEST_KIND), threading.Event()

    def work(tell: ReportProgress) -> None:
        nothing.ingest([file])
        tell(1, 2, "1 passage")
        go_on.wait(SECONDS)
        tell(2, 2, "2 passages")

    jobs.start_job(key, "Reading", work)
    test = until(opened(""), lambda test: tells("Reading", test) or any(one.label == "Stop" for one in test.button))
    pressed(test, "Stop")
    go_on.set()
    until(test, lambda test: tells("What was read stays", test))
    assert list(test.dataframe[-1].value["file"]) == ["light.txt"]
    pressed(test, "close ingest")
    assert not tells("What was read stays", test)
