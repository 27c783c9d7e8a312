"""Ragas' metrics in a run, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.types import Case
from graph.errors import UsageError
from tests.ui.conftest import LIGHTHOUSE
from ui.evaluation import EvaluationPlan, start_run
from ui.settings import Settings
from ui.workspace import Workspace


def test_a_run_is_scored_by_the_metrics_of_ragas_that_are_named(tmp_path: Path, model_cache: Path) -> None:
    data = tmp_path / "kept"
    data.mkdir()
    (data / "cache").symlink_to(model_cache, target_is_directory=True)
    (tmp_path / "lighthouse.txt").write_text(LIGHTHOUSE)
    with Workspace(Settings(data_dir=data)) as workspace:
        workspace.ingest([tmp_path / "lighthouse.txt"])
        workspace.archive.add([Case.make("When was the Skerry Light built?", "1874")])
        names = ("ragas_string_presence", "ragas_semantic_similarity", "token_f1")
        run = start_run(workspace, EvaluationPlan(metrics=names), lambda done, total: None)
        (result,) = run.results
        scores = {score.metric: score.value for score in result.scores}
        assert scores.keys() == set(names)
        assert scores["ragas_string_presence"] == 1.0
        assert 0.0 < (scores["ragas_semantic_similarity"] or 0.0) <= 1.0
        with pytest.raises(UsageError, match="ragas_exact_match"):
            start_run(workspace, EvaluationPlan(metrics=("ragas_faithfulness",)), lambda done, total: None)
