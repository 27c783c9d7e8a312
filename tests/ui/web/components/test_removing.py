"""The page's dialog for removing documents, in Streamlit's own test frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.canary import standing
from tests.support.command import Home
from tests.support.quoting import ONLY_THERE, Filled, fill
from tests.ui.web.test_app import SECONDS, workspace
from ui.workspace import Workspace


@pytest.fixture
def space(empty: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    with workspace(empty.data, monkeypatch) as found:
        yield found


@pytest.fixture
def filled(space: Workspace, empty: Home) -> Filled:
    return fill(space, empty.folder)


def removing() -> None:
    """A page with nothing but the way to remove the first document."""
    from ui.web.components import removing
    from ui.web.session import current_workspace

    space = current_workspace()
    found = [one.id for one in space.store.documents(space.where) if one.source.endswith("canary.txt")]
    removing.show_last_removal()
    removing.offer_removal(space, found, "Remove it …")


def page() -> AppTest:
    return AppTest.from_function(removing, default_timeout=SECONDS).run()


def test_what_quotes_a_document_is_listed_before_the_click(space: Workspace, filled: Filled) -> None:
    test = page()
    test.button("ask").click().run()
    assert not test.exception
    text = " ".join(one.value for one in test.markdown)
    assert "Still quoted in 2 conversations, 3 cases, 1 version, 3 runs" in text
    listed = test.dataframe[0].value
    assert {"conversation", "case", "version", "run", "feedback", "label", "vote"} == set(listed["where"])
    assert test.checkbox("remove everywhere").value is False
    assert Path(filled.canary).exists()


@pytest.mark.parametrize("ticked", ["not at all", "a while before", "just before"])
def test_removing_with_what_quotes_it_or_without(space: Workspace, filled: Filled, ticked: str) -> None:
    everywhere = ticked != "not at all"
    test = page()
    test.button("ask").click().run()
    if everywhere:
        test.checkbox("remove everywhere").check()
    if ticked == "a while before":
        test.run()
    test.button("remove").click().run()
    assert not test.exception
    assert [one.source for one in space.store.documents(space.where)] == [str(filled.other)]
    assert not filled.canary.exists()
    still = standing(space.settings.data_dir, ONLY_THERE)
    assert (still == []) is everywhere
    assert not any("graph.db" in line for line in still)
