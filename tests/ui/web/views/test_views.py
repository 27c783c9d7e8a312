"""Pages are found: our own modules, and those that installed distributions bring."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.distributions import install_plugin
from ui.web.views import page_specs

APP = Path(__file__).parents[4] / "ui" / "web" / "app.py"

NEWS = """
import streamlit as st

from ui.web.views.spec import PageSpec

def page():
    st.header("News")
    st.write(", ".join(sorted(st.session_state["pages"])))

PAGE = PageSpec("news", "News", ":material/newspaper:", 1, page, "More")
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    install_plugin(tmp_path, monkeypatch, "graphloop.pages", "news = show_news:PAGE", NEWS)
    page_specs.cache_clear()
    yield tmp_path
    sys.modules.pop("show_news", None)
    page_specs.cache_clear()


def test_the_menu_begins_with_the_chat_and_ends_with_the_settings() -> None:
    assert [(name, spec.title) for name, spec in page_specs().items()] == [
        ("chat", "Chat"),
        ("documents", "Documents"),
        ("graph", "Graph"),
        ("merges", "Merges"),
        ("quality", "Quality"),
        ("questions", "Questions"),
        ("evals", "Runs"),
        ("errors", "Errors"),
        ("label", "Labelling"),
        ("arena", "Arena"),
        ("metrics", "Metrics"),
        ("feedback", "Feedback"),
        ("settings", "Settings"),
    ]


def test_four_places_and_the_settings_are_in_the_menu() -> None:
    specs = page_specs()
    assert [name for name, spec in specs.items() if not spec.place] == [
        "chat",
        "documents",
        "graph",
        "quality",
        "settings",
    ]
    assert {spec.place for spec in specs.values()} == {"", "graph", "quality"}


def test_an_installed_package_brings_a_page(installed: Path) -> None:
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not test.exception
    assert [one.value for one in test.header] == ["News"]
    assert "news, quality, questions, settings" in test.markdown[-1].value


def test_two_pages_of_one_path_are_told(installed: Path) -> None:
    (installed / "show_news.py").write_text(NEWS.replace('"news"', '"chat"'))
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not test.exception
    assert "there are two pages" in test.error[0].value
