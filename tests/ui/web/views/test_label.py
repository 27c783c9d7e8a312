"""The page for labelling answers, in Streamlit's own test frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.command import Home
from tests.support.quoting import fill
from tests.ui.web.test_app import SECONDS, workspace
from ui.workspace import Workspace


@pytest.fixture
def space(empty: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    with workspace(empty.data, monkeypatch) as found:
        fill(found, empty.folder)
        yield found


def labelling() -> None:
    from ui.web.views import label

    label.page()


def test_what_was_entered_just_before_the_click_is_saved(space: Workspace) -> None:
    test = AppTest.from_function(labelling, default_timeout=SECONDS).run()
    test.text_input("rater").set_value("Grace").run()
    test.button_group[0].set_value("partly").run()
    test.button_group[0].set_value("no")
    next(box for box in test.text_input if box.label == "Comment").set_value("beside the point")
    next(button for button in test.button if button.label == "Save").click().run()
    assert not test.exception
    (mark,) = space.labels.marks("Grace")
    assert (mark.grades[0].grade, mark.comment) == ("no", "beside the point")
