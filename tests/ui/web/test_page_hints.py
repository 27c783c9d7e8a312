"""Hints on the pages name a page where there is one that does what a command does."""

import pytest

from ui.web.page_hints import reword_hint
from ui.web.readable import COMMAND_HINT


@pytest.mark.parametrize(
    ("hint", "page"),
    [
        ("add some: graphloop ingest PATH", "Documents"),
        ("make some first: graphloop eval generate", "Questions"),
        ("start a new one: graphloop eval run", "Runs"),
        ("graphloop config set llm.model VALUE", "Language model"),
        ("graphloop config set store.uri VALUE", "Graph"),
    ],
)
def test_a_command_becomes_a_page(hint: str, page: str) -> None:
    assert page in reword_hint(hint)
    assert "graphloop" not in reword_hint(hint)


@pytest.mark.parametrize(
    ("hint", "reworded"),
    [
        (
            "start it, or correct the setting GRAPHLOOP_LLM__BASE_URL",
            "start it, or correct the address in the settings",
        ),
        ("set GRAPHLOOP_LLM__API_KEY to a valid key", "set the key in the settings to a valid key"),
        ("raise llm.deadline (GRAPHLOOP_LLM__DEADLINE)", "raise llm.deadline"),
        ("check GRAPHLOOP_STORE__OTHER", "check the setting"),
    ],
)
def test_a_variable_becomes_a_setting(hint: str, reworded: str) -> None:
    assert reword_hint(hint) == reworded


@pytest.mark.parametrize(
    "hint", ["", "wait until it is done", "restore a backup: graphloop restore FILE", COMMAND_HINT]
)
def test_other_hints_stay(hint: str) -> None:
    assert reword_hint(hint) == hint
