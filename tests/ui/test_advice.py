"""Advice from the cases of a collection, without and with a language model."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.types import Case, Gold
from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from tests.evals.tuning.parts import TOWNS
from tests.support.command import Home, home
from tests.support.loopback_model import loopback_model
from ui.advice import advise_training
from ui.settings import Settings
from ui.settings_schema import AnswerSettings, IngestSettings, LLMSettings, RetrievalSettings
from ui.workspace import Workspace

CASES = 10


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


def opened(made: Home, llm: LLMSettings = LLMSettings()) -> Workspace:
    find, careful = RetrievalSettings(retriever="bm25", k=1), AnswerSettings(caution=1.0)
    own = Settings(data_dir=made.data, ingest=IngestSettings(tagger="rules"), retrieval=find, answer=careful, llm=llm)
    return Workspace(own)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with a file for each of some towns, and one case for each."""
    made = home(tmp_path_factory.mktemp("advice"), model_cache)
    folder = made.folder / "towns"
    folder.mkdir()
    for name, (trade, year, mayor) in list(TOWNS.items())[:CASES]:
        text = f"# {name}\n\n{name} lives on {trade}. It became a town in {year}, and its first mayor was {mayor}.\n"
        (folder / f"{name}.md").write_text(text)
    with opened(made) as workspace:
        workspace.ingest([folder])
        passages = {passage.title: passage for passage in workspace.store.passages()}
        workspace.archive.add(
            Case.make(f"Who was the first mayor of {name}?", TOWNS[name][2], (Gold(passage.id, TOWNS[name][2]),))
            for name, passage in passages.items()
        )
    return made


def test_a_setup_that_answers_more_is_recommended(towns: Home) -> None:
    with opened(towns) as workspace:
        advice = advise_training(workspace, None, watch)
        assert workspace.archive.runs() == []
    names = [row.name for row in advice.rows]
    assert {"retriever graph", "2 passages", "caution 0.7"} <= set(names)
    assert advice.current.cases == CASES
    assert advice.rows[0].better
    assert advice.recommendation == f"{advice.rows[0].name}: {advice.rows[0].command}"
    assert advice.rows[0].command.startswith("graphloop config set answer.caution")


def test_a_model_is_also_asked_by_examples_and_by_another_prompt(towns: Home) -> None:
    with (
        loopback_model() as server,
        opened(towns, LLMSettings(base_url=server.url, model="loop-7b")) as workspace,
    ):
        advice = advise_training(workspace, None, watch)
    rows = {row.name: row for row in advice.rows}
    assert {"no language model", "brief prompt", "few-shot prompt"} <= set(rows)
    assert "tune model" in rows["few-shot prompt"].command
    assert sum(row.faults for row in advice.rows) == 0


def test_few_cases_are_refused(towns: Home) -> None:
    with opened(towns) as workspace, pytest.raises(UsageError, match="5 cases cannot tell setups apart"):
        advise_training(workspace, 5, watch)
