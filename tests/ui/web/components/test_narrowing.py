"""The control on page Chat that narrows a conversation, in Streamlit's own test frame."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingest.labels import Labels, write_labels
from tests.support.command import Home
from tests.ui.web.test_app import chat, shown, until, workspace
from ui.web.components import narrowing
from ui.workspace import Workspace

QUESTION = "Who kept the Skerry Light from 1911 to 1938?"


@pytest.fixture
def space(library: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A copy of the library where one document has a tag."""
    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with workspace(tmp_path / "kept", monkeypatch) as found:
        (register,) = (one for one in found.store.documents(found.where) if one.source.endswith("register.csv"))
        write_labels(found.store, register.id, Labels(("People",)))
        yield found


def asked(test: AppTest, space: Workspace, answers: int) -> AppTest:
    """Ask the question, and wait until there are so many answers."""
    test.chat_input[0].set_value(QUESTION).run()
    return until(test, lambda test: len(test.feedback) == answers)


def test_a_conversation_is_narrowed_while_it_is_open(space: Workspace) -> None:
    test = chat()
    assert [one.label for one in test.multiselect] == ["Only these files", "Only these tags"]
    assert test.multiselect[0].options == ["keepers.md", "lighthouse.txt", "register.csv"]
    (lighthouse,) = (one.source for one in space.store.documents(space.where) if one.source.endswith("lighthouse.txt"))
    test.multiselect[0].set_value([lighthouse]).run()
    asked(test, space, 1)
    assert "Read only documents in lighthouse" in shown(test)
    test.multiselect[0].set_value([]).run()
    test.multiselect[1].set_value(["People"]).run()
    asked(test, space, 2)
    test.multiselect[1].set_value([]).run()
    asked(test, space, 3)
    assert not test.exception
    (thread,) = space.threads.list()
    answers = [turn.answer for turn in space.threads.turns(thread.id)]
    assert [answer.selection for answer in answers] == ["in lighthouse.txt", "tagged People", ""]
    files = [{Path(hit.passage.source).name for hit in answer.hits} for answer in answers]
    assert files[:2] == [{"lighthouse.txt"}, {"register.csv"}]
    assert "keepers.md" in files[2]
    assert test.multiselect[0].value == []


def test_files_of_one_name_are_shown_with_their_folder() -> None:
    assert narrowing._name_files(("/a/x/note.md", "/a/y/note.md", "/a/other.md")) == {
        "/a/x/note.md": "x/note.md",
        "/a/y/note.md": "y/note.md",
        "/a/other.md": "other.md",
    }
