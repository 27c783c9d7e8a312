"""Training data of generated questions beside the cases of a collection."""

from __future__ import annotations

from pathlib import Path

from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions
from rag.llm.map_concurrent import no_progress
from tests.evals.tuning.parts import TOWNS
from tests.support.command import home
from ui.generation import make_cases
from ui.settings import Settings
from ui.settings_schema import IngestSettings
from ui.tuning_data import generate_data
from ui.workspace import Workspace


def test_generated_data_repeats_no_case(tmp_path: Path, model_cache: Path) -> None:
    made = home(tmp_path, model_cache)
    folder = made.folder / "towns"
    folder.mkdir()
    for name, (trade, year, mayor) in TOWNS.items():
        facts = f"{name} lives on {trade}. {name} became a town in {year}. {mayor} was the first mayor of {name}."
        rules = f"The toll bridge of {name} closes at {year % 12 + 1}:30. A guide costs {year % 97 + 3} pounds."
        text = f"# {name}\n\n{facts}\n\n{rules}\n"
        (folder / f"{name}.md").write_text(text)
    with Workspace(Settings(data_dir=made.data, ingest=IngestSettings(tagger="rules"))) as workspace:
        workspace.ingest([folder])
        own = list(make_cases(workspace, 4).cases)
        workspace.archive.add(own)
        generated = generate_data(
            workspace, 60, DataOptions(held_out=0.1), mask=False, by_model=False, progress=no_progress
        )
    data = generated.data
    trained = {example.question for example in data.split.train.examples}
    held_out = {case.question for case in data.cases}
    assert len(trained) >= 10
    assert held_out
    assert trained.isdisjoint(held_out)
    assert trained.isdisjoint(case.question for case in own)
    assert len(own) == 4
    assert generated.questions >= len(trained) + len(held_out)
    assert "Made by `graphloop tune generate` with seed 0" in render_card(data, "default", "tune generate")
