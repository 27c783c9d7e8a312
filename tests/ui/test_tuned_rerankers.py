from __future__ import annotations

from pathlib import Path

import pytest

from evals.files import write_json
from evals.tuning.gate import TuningVerdict
from evals.tuning.reranker_record import RerankerForecast, RerankerRecord
from graph.errors import SettingsError, UsageError
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings
from ui.tuned_models import RECORD_FILE, TunedModels
from ui.tuned_rerankers import WEIGHTS_FILE, TunedRerankers


@pytest.fixture
def rerankers(tmp_path: Path) -> TunedRerankers:
    """Two rerankers that were tuned with the default embedder."""
    made = TunedRerankers(Settings(data_dir=tmp_path))
    verdict = TuningVerdict(True, 20, "no retriever is worse", 0.05)
    for name in ("r1", "r2"):
        made.folder_of(name).mkdir(parents=True)
        record = RerankerRecord(name, "now", "minilm", "data", 0, 0, False, RerankerForecast(12, 1.0), 1.0, (), verdict)
        write_json(made.folder_of(name) / RECORD_FILE, record)
    return made


def test_what_reranked_before_is_gone_back_to(rerankers: TunedRerankers) -> None:
    assert (rerankers.current(), rerankers.current_weights()) == ("", None)
    with pytest.raises(UsageError, match="no tuned reranker is in use"):
        rerankers.roll_back()
    rerankers.use("r1")
    rerankers.use("r2")
    assert rerankers.current_weights() == rerankers.folder_of("r2") / WEIGHTS_FILE
    with pytest.raises(UsageError, match="'r2' is in use already"):
        rerankers.use("r2")
    assert rerankers.roll_back() == "r1"
    with pytest.raises(UsageError, match="'r1' is in use"):
        rerankers.remove("r1")
    rerankers.remove("r2")
    assert rerankers.roll_back() == ""
    assert [record.name for record in rerankers.records()] == ["r1"]


def test_it_is_used_only_with_the_embedder_it_was_tuned_with(rerankers: TunedRerankers, tmp_path: Path) -> None:
    rerankers.use("r1")
    other = TunedRerankers(Settings(data_dir=tmp_path, embedder=EmbedderSettings(name="/models/another")))
    assert other.current_weights() is None
    with pytest.raises(UsageError, match="'r1' was tuned with the embedder minilm"):
        other.find_usable("r1")
    with pytest.raises(UsageError, match="'r1' is in use"):
        other.remove("r1")
    models = TunedModels(Settings(data_dir=tmp_path))
    models.use("v1")
    assert TunedRerankers(Settings(data_dir=tmp_path)).current() == ""
    models.roll_back()
    assert TunedRerankers(Settings(data_dir=tmp_path)).current() == "r1"


@pytest.mark.parametrize("name", ["", "R1", "../r1", "a b"])
def test_names_that_cannot_be(rerankers: TunedRerankers, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        rerankers.has(name)


def test_a_damaged_note_is_said(rerankers: TunedRerankers, tmp_path: Path) -> None:
    (tmp_path / "rerankers" / "use.json").write_text("{")
    with pytest.raises(SettingsError, match=r"use\.json cannot be read"):
        rerankers.current()
