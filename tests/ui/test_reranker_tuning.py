"""The reranker's loop in one data folder: people's cases, data, fit, gate, use, rollback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.casefile import read_cases, write_cases
from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions, write_data
from evals.types import Case, Gold
from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from rag.types import Question
from tests.evals.tuning.parts import TOWNS
from tests.support.command import Home, home, is_one_fault
from ui.reranker_tuning import CHECKPOINT_FILE, RerankerPlan, finish_reranker, prepare_reranker
from ui.settings import Settings
from ui.settings_schema import IngestSettings
from ui.tuned_models import TunedModels
from ui.tuned_rerankers import WEIGHTS_FILE, TunedRerankers
from ui.tuning_data import make_data
from ui.workspace import Workspace

ASKED = ("Who was the first mayor of {0}?", "What do people in {0} live on?", "Since when is {0} a town?")
BY_TRADE = "Where do people live on {0}?"


class Killed(Exception):
    """Raised in place of a signal."""


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


def opened(made: Home) -> Workspace:
    return Workspace(Settings(data_dir=made.data, ingest=IngestSettings(tagger="rules")))


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with a file for each town, four cases of people and a generated one, and training data."""
    made = home(tmp_path_factory.mktemp("reranker"), model_cache)
    folder = made.folder / "towns"
    folder.mkdir()
    for name, (trade, year, mayor) in TOWNS.items():
        text = f"# {name}\n\n{name} lives on {trade}. It became a town in {year}, and its first mayor was {mayor}.\n"
        (folder / f"{name}.md").write_text(text)
    with opened(made) as workspace:
        workspace.ingest([folder])
        passages = {passage.title: passage for passage in workspace.store.passages()}
        for name, (trade, year, mayor) in TOWNS.items():
            gold = (Gold(passages[name].id, mayor, passages[name].source),)
            questions = [asked.format(name) for asked in ASKED] + [BY_TRADE.format(trade)]
            workspace.archive.add(Case.make(question, f"{mayor}, {year}", gold) for question in questions)
            workspace.archive.add([Case.make(f"What is {name}?", trade, gold, origin="generated:what")])
        data = make_data(workspace, DataOptions(held_out=0.4), mask=False, reviewed=False, progress=no_progress)
        write_data(data, made.folder / "data", render_card(data, "default"))
    return made


def plan(towns: Home, name: str) -> RerankerPlan:
    return RerankerPlan(name, towns.folder / "data", 0, 0.05)


def tune(towns: Home, *command: str, more: dict[str, str] | None = None) -> str:
    ran = towns.run("tune", *command, more={"GRAPHLOOP_INGEST__TAGGER": "rules", **(more or {})})
    assert ran.code == 0, ran
    return ran.out + ran.err


def test_a_reranker_is_gated_used_and_rolled_back(towns: Home) -> None:
    data = str(towns.folder / "data")
    assert "fitting to 36 questions (9 generated ones left out), in about 0:0" in (
        tune(towns, "reranker", "r1", "--data", data, "--dry-run")
    )
    assert not (towns.data / "rerankers").exists()
    told = tune(towns, "reranker", "r1", "--data", data)
    assert "gate passed on 28 held-out cases" in told
    assert "next: graphloop tune use r1" in told
    folder = towns.data / "rerankers" / "r1"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "rerank.json", "tuning.json"]
    assert "Passed: no retriever is worse" in (folder / "README.md").read_text()
    is_one_fault(towns.run("tune", "reranker", "r1", "--data", data), 2, "'r1' already")
    tune(towns, "use", "r1")
    listed = towns.run("tune", "list", "--json").data
    assert (listed["in_use"], listed["reranker_in_use"]) == ("", "r1")
    assert sum(fit["questions"] for fit in listed["rerankers"][0]["fits"]) == 36
    assert "r1" in towns.run("tune", "list").out
    with opened(towns) as workspace:
        assert workspace.ask(Question("Who was the first mayor of Osprey?")).hits[0].passage.title == "Osprey"
        (folder / WEIGHTS_FILE).rename(folder / "away")
        assert "rollback --reranker" in _fault(workspace)
        (folder / "away").rename(folder / WEIGHTS_FILE)
    is_one_fault(towns.run("tune", "remove", "r1"), 2, "is in use")
    assert "comes with graphloop" in tune(towns, "rollback", "--reranker")
    tune(towns, "remove", "r1")
    assert towns.run("tune", "list", "--json").data["rerankers"] == []


def _fault(workspace: Workspace) -> str:
    from graph.errors import ModelError

    with pytest.raises(ModelError, match="tuned reranker") as caught:
        workspace.ask(Question("Who was the first mayor of Osprey?"))
    return caught.value.hint


def test_a_killed_training_gives_the_weights_of_an_undisturbed_one(towns: Home) -> None:
    def killing(what: str, _unit: str) -> Progress:
        def kill(done: int, _total: int) -> None:
            if what == "searching" and done == 7:
                raise Killed

        return kill

    with opened(towns) as workspace:
        folders = [TunedRerankers(workspace.settings).folder_of(name) for name in ("whole", "killed")]
        for name in ("whole", "killed"):
            prepared = prepare_reranker(workspace, plan(towns, name))
            if name == "killed":
                with pytest.raises(Killed):
                    finish_reranker(workspace, prepared, prepared.forecast(), killing)
                assert len((folders[1] / CHECKPOINT_FILE).read_text().splitlines()) == 8
            finish_reranker(workspace, prepared, prepared.forecast(), watch)
        one, other = ((folder / WEIGHTS_FILE).read_bytes() for folder in folders)
        assert one == other
        for folder in folders:
            TunedRerankers(workspace.settings).remove(folder.name)


def test_what_cannot_be_tuned_or_used_is_refused(towns: Home) -> None:
    with opened(towns) as workspace:
        prepared = prepare_reranker(workspace, replace(plan(towns, "few"), generated=True))
        assert (len(prepared.asked), prepared.generated) == (45, 9)
        few = replace(prepared, cases=prepared.cases[:5])
        assert not finish_reranker(workspace, few, few.forecast(), watch).verdict.passed
        masked = replace(prepared, asked=dict.fromkeys(prepared.asked, frozenset({"[name]"})))
        with pytest.raises(UsageError, match="of 45 questions, 0 have their passages") as caught:
            finish_reranker(workspace, masked, few.forecast(), watch)
        assert "without --mask" in caught.value.hint
        TunedModels(workspace.settings).folder_of("v1").mkdir(parents=True)
        with pytest.raises(UsageError, match="'v1' already"):
            prepare_reranker(workspace, plan(towns, "v1"))
        file = towns.folder / "data" / "held_out" / "cases.jsonl"
        cases = read_cases(file)
        write_cases(file, [replace(case, origin="generated:what") for case in cases])
        with pytest.raises(UsageError, match=r"0 held-out cases .*; generated ones do not count"):
            prepare_reranker(workspace, plan(towns, "r2"))
        write_cases(file, cases)
    ran = towns.run("tune", "use", "few")
    assert ran.code == 4
    assert "5 held-out cases cannot be judged by" in ran.err
