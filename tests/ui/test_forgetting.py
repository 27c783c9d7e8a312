"""Forgetting of a tuned embedder on a folder and on the bundled samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from ui.forgetting import measure_forgetting
from ui.settings import Settings


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        measure_forgetting(settings, "v1", [tmp_path / "none"], 20, watch)
    with pytest.raises(UsageError, match="no tuned model 'v1'"):
        measure_forgetting(settings, "v1", [], 20, watch)
