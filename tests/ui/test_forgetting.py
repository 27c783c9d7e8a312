"""Forgetting of a tuned embedder on a folder and on the bundled samples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from tests.evals.tuning.parts import TOWNS
from ui.forgetting import SAMPLES, measure_forgetting, read_task
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import Settings
from ui.settings_schema import IngestSettings


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(UsageError, match="no folder"):
        measure_forgetting(settings, "v1", [tmp_path / "none"], 20, watch)
    with pytest.raises(UsageError, match="no tuned model 'v1'"):
        measure_forgetting(settings, "v1", [], 20, watch)


def test_cases_of_a_folder_and_of_the_samples_name_their_passages(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "kept", ingest=IngestSettings(tagger="rules"))
    settings.data_dir.mkdir()
    folder = tmp_path / "towns"
    folder.mkdir()
    lines = []
    for name, (trade, _, mayor) in list(TOWNS.items())[:3]:
        (folder / f"{name}.md").write_text(f"# {name}\n\n{name} lives on {trade}. Its first mayor was {mayor}.\n")
        gold = [{"passage_id": "", "quote": mayor}]
        lines.append(json.dumps({"question": f"Who ruled {name}?", "reference": mayor, "gold": gold}))
    elsewhere = [{"passage_id": "", "quote": "Ada Crowe"}]
    lines.append(json.dumps({"question": "Who rules Gorse?", "reference": "Ada Crowe", "gold": elsewhere}))
    (folder / "cases.jsonl").write_text("\n".join(lines))
    task = read_task(settings, folder, 60)
    assert (task.name, len(task.cases), len(task.passages)) == ("towns", 3, 3)
    assert {case.gold[0].passage_id for case in task.cases} == {passage.id for passage in task.passages}
    samples = read_task(settings, SAMPLE_DOCUMENTS, 15)
    assert (samples.name, len(samples.cases)) == (SAMPLES, 15)
    assert not list(settings.data_dir.glob(".backup-*"))
    (folder / "cases.jsonl").write_text(lines[-1])
    with pytest.raises(UsageError, match="no case of"):
        read_task(settings, folder, 60)
