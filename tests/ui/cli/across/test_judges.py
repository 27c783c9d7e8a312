"""Choosing judges on the command line, and what stands behind their scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Home, home, is_one_fault
from tests.support.loopback_model import loopback_model
from tests.ui.conftest import LIGHTHOUSE


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    found = home(tmp_path_factory.mktemp("judges"), model_cache)
    (found.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (found.folder / "brief.txt").write_text("The answer is brief.")
    assert found.run("ingest", "lighthouse.txt").code == 0
    assert found.run("eval", "generate", "--count", "2").code == 0
    return found


def test_judges_are_named_run_and_explained(made: Home) -> None:
    with loopback_model() as server:
        model = {"GRAPHLOOP_LLM__BASE_URL": server.url, "GRAPHLOOP_LLM__MODEL": "m"}
        names = ("faithfulness", "faithfulness:model", "geval:brief.txt")
        named = [part for name in names for part in ("--metric", name)]
        ran = made.run("eval", "run", "--name", "both", *named, more=model)
    assert ran.code == 0, ran
    assert "geval_brief" in ran.out
    assert "abstaining" in ran.out or "answerable:" in ran.out
    (run, *_) = made.run("eval", "list", "--json").data
    settings = dict(run["settings"])
    assert settings["metrics"] == ", ".join(names)
    assert "faithfulness by m v1, prompts " in settings["judges"]
    told = made.run("eval", "explain", "both", "--metric", "faithfulness")
    assert told.code == 0, told
    assert "faithfulness (model)" in told.out
    assert "why:" in told.out
    data = made.run("eval", "explain", "both", "--json").data
    assert any(score["details"] for result in data for score in result["scores"])


def test_what_cannot_be_chosen_is_one_clear_line(made: Home) -> None:
    for name, said in (
        ("faithfulness:model", "needs a language model"),
        ("geval:brief.txt", "needs a language model"),
        ("sharpness", "there is no metric"),
    ):
        is_one_fault(made.run("eval", "run", "--metric", name), 2, said)
    is_one_fault(made.run("eval", "explain", "no such run"), 2, "no run")
