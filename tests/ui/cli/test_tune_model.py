"""Tuning a language model on the command line, from data that a user wrote down: trained, gated, listed, removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.jsonl import write_lines
from evals.tuning.rows import ChatRow, PreferenceRow
from graph.errors import ModelError, UsageError
from rag.llm.protocol import Message
from tests.evals.tuning.tiny_language_model import town_rows, write_tiny_language_model
from ui.cli.main import app
from ui.settings import Settings
from ui.tuned_language_models import EarlierModel, TunedLanguageModels


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model, and data on towns whose questions are both learned and held out."""
    made = tmp_path_factory.mktemp("written")
    write_tiny_language_model(made / "model")
    chats = [ChatRow((*row.messages, Message("assistant", row.answer))) for row in town_rows("sft")]
    write_lines(made / "data" / "train" / "chat.jsonl", chats)
    write_lines(made / "data" / "held_out" / "chat.jsonl", chats * 2)
    preferences = [PreferenceRow(row.messages[0].content, row.answer, row.rejected) for row in town_rows("dpo")]
    write_lines(made / "data" / "train" / "preferences.jsonl", preferences)
    write_lines(made / "data" / "held_out" / "preferences.jsonl", preferences[:10])
    return made


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data-dir", str(folder / "home"), "tune", *arguments])


def test_a_language_model_is_tuned_and_judged(folder: Path) -> None:
    quick = ("--data", str(folder / "data"), "--base", str(folder / "model"), "--batch", "4", "--rate", "5e-3")
    tried = run(folder, "model", "writer", *quick, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "training: at most " in tried.stderr
    assert "0.0 million parameters learn" in tried.stderr
    assert not (folder / "home" / "language_models").exists()
    ran = run(folder, "model", "writer", *quick, "--json")
    record = json.loads(ran.stdout)
    assert (ran.exit_code, record["verdict"]["passed"]) in ((0, True), (4, False)), ran.output
    assert record["verdict"]["cases"] == 32
    assert record["file"] == ""
    card = (folder / "home" / "language_models" / "writer" / "README.md").read_text()
    assert "| method | sft |" in card
    assert "## Gate" in card
    assert "writer" in run(folder, "list").stdout
    used = run(folder, "use", "writer")
    if record["verdict"]["passed"]:
        assert "built-in engine cannot run" in str(used.exception)
    else:
        assert used.exit_code == 4
    assert "already" in str(run(folder, "model", "writer", *quick).exception)
    assert "writer was removed" in run(folder, "remove", "writer").stdout
    assert not (folder / "home" / "language_models" / "writer").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--method", "ppo"), "no method 'ppo'"),
        (("--method", "kto"), "kto needs at least 10 rows"),
        (("--method", "dpo"), "10 held-out preferences"),
        (("--method", "orpo", "--rank", "0"), "10 held-out preferences"),
        (("--method", "dpo", "--rank", "0"), "dpo needs an adapter"),
        (("--data", "nowhere"), "0 rows in chat.jsonl or raft.jsonl"),
        (("--base", "nowhere"), "no language model in"),
        (("--tokens", "16"), "fit into 16 tokens"),
    ],
)
def test_what_cannot_be_tuned_is_told(folder: Path, changed: tuple[str, ...], said: str) -> None:
    usual = ("--data", str(folder / "data"), "--base", str(folder / "model"))
    ran = run(folder, "model", "other", *usual, *changed)
    assert isinstance(ran.exception, UsageError)
    assert said in str(ran.exception)
    assert ran.exception.hint


def test_without_a_base_a_built_in_model_must_be_in_use(folder: Path) -> None:
    ran = run(folder, "model", "other", "--data", str(folder / "data"))
    assert "no built-in language model is in use" in str(ran.exception)


def test_a_missing_package_is_named_with_its_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "trl" else found(name, *more))
    ran = run(folder, "model", "other", "--data", str(folder / "data"), "--base", str(folder / "model"))
    assert isinstance(ran.exception, ModelError)
    assert "needs trl" in str(ran.exception)
    assert ran.exception.hint == "pip install 'graphloop[tune]'"


def test_a_tuned_model_gives_way_to_the_earlier_one(tmp_path: Path) -> None:
    models = TunedLanguageModels(Settings(data_dir=tmp_path))
    with pytest.raises(UsageError, match="no tuned language model is in use"):
        models.roll_back()
    models.folder_of("first").mkdir(parents=True)
    models.note_use()
    assert EarlierModel("local", "", "a.gguf").changes() == {
        "llm.provider": "local",
        "llm.base_url": None,
        "llm.model": "a.gguf",
    }
    assert set(EarlierModel("openai", "", "").changes().values()) == {None}
