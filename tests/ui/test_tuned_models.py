from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.files import write_json
from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import TrainingForecast, TrainingOptions
from evals.tuning.gate import TuningVerdict
from evals.tuning.record import TuningRecord
from graph.errors import SettingsError, UsageError
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings
from ui.tuned_models import ORIGINAL, RECORD_FILE, TunedModels


@pytest.fixture
def models(tmp_path: Path) -> TunedModels:
    return TunedModels(Settings(data_dir=tmp_path))


def test_what_was_used_before_is_gone_back_to(models: TunedModels, tmp_path: Path) -> None:
    assert models.current() == ORIGINAL
    with pytest.raises(UsageError, match="no tuned model is in use"):
        models.previous()
    models.use("v1")
    models.use("v2")
    assert (models.current(), models.previous()) == ("v2", "v1")
    models.roll_back()
    assert (models.current(), models.previous()) == ("v1", ORIGINAL)
    with pytest.raises(UsageError, match="'v1' is in use"):
        models.remove("v1")
    models.roll_back()
    assert models.current() == ORIGINAL
    assert [path.name for path in (tmp_path / "tuned").iterdir()] == ["use.json"]


def test_a_model_tuned_for_another_embedder_is_not_used(models: TunedModels, tmp_path: Path) -> None:
    models.use("v1")
    own = Settings(data_dir=tmp_path, embedder=EmbedderSettings(name="/models/another"))
    assert TunedModels(own).current() == ORIGINAL
    assert models.current() == "v1"


def test_a_model_tuned_from_another_embedder_is_refused(models: TunedModels, tmp_path: Path) -> None:
    verdict = TuningVerdict(True, 20, "no retriever is worse", 0.05)
    record = TuningRecord(
        "v1",
        "now",
        "minilm",
        "data",
        9,
        TrainingOptions(),
        TrainingForecast(1, 1.0, 1, 1, 1),
        TrainingState(""),
        True,
        verdict,
    )
    models.folder_of("v1").mkdir(parents=True)
    write_json(models.folder_of("v1") / RECORD_FILE, record)
    assert models.find_usable("v1") == record
    own = Settings(data_dir=tmp_path, embedder=EmbedderSettings(name="/models/another"))
    with pytest.raises(UsageError, match="'v1' was tuned from the embedder minilm") as caught:
        TunedModels(own).find_usable("v1")
    assert "embedder.name minilm" in caught.value.hint


@pytest.mark.parametrize("name", ["", "V1", "../v1", "a b", "-v", "x" * 41])
def test_names_that_cannot_be(models: TunedModels, name: str) -> None:
    for take in (models.folder_of, models.find_usable):
        with pytest.raises(UsageError, match="cannot be the name"):
            take(name)


def test_a_damaged_note_is_said(models: TunedModels, tmp_path: Path) -> None:
    models.use("v1")
    for text in ("{", json.dumps({"embedder": "minilm"}), "[]"):
        (tmp_path / "tuned" / "use.json").write_text(text)
        with pytest.raises(SettingsError, match=r"use\.json cannot be read"):
            models.current()


def test_an_unknown_name_lists_the_known(models: TunedModels, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'v9'") as caught:
        models.find("v9")
    assert "there are: none" in caught.value.hint
