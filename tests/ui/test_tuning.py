"""The whole loop in one data folder: data, training, vectors beside the old ones, gate, use, removal, rollback."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from evals.casefile import read_cases, write_cases
from evals.files import read_json
from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions, write_data
from evals.tuning.embedder_training import TrainingOptions
from evals.tuning.record import TuningRecord
from evals.types import Case, Gold
from graph.copy import copy_graph
from graph.errors import UsageError
from rag.llm.map_concurrent import Progress, no_progress
from rag.types import Question
from tests.evals.tuning.parts import TOWNS
from tests.evals.tuning.tiny_model import write_tiny_model
from tests.support.command import Home, home, is_one_fault
from ui.backup import restore_backup, write_backup
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings, IngestSettings
from ui.stores import locate_store, open_graph
from ui.tuned_models import TunedModels
from ui.tuning import TuningPlan, finish_tuning, measure_curve, prepare_tuning, switch_to
from ui.tuning_data import make_data
from ui.workspace import Workspace

OPTIONS = TrainingOptions(epochs=1, batch=16, layers=1, tokens=32)
ASKED = "Who was the first mayor of Osprey?"


def watch(_what: str, _unit: str) -> Progress:
    return no_progress


def opened(made: Home) -> Workspace:
    return Workspace(Settings(data_dir=made.data, ingest=IngestSettings(tagger="rules")))


@dataclass(frozen=True)
class Saved:
    """A home at the place where it was made, and a copy of it from which it is made again."""

    home: Home
    copy: Path

    def restore(self) -> Home:
        """The home as it was saved; paths in its store stay true."""
        shutil.rmtree(self.home.folder)
        shutil.copytree(self.copy, self.home.folder, symlinks=True)
        return self.home

    def save(self, name: str) -> Saved:
        """Save the home as it is now."""
        copy = self.copy.with_name(name)
        shutil.copytree(self.home.folder, copy, symlinks=True)
        return Saved(self.home, copy)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Saved:
    """A home with a file and two cases for each town, and training data."""
    place = tmp_path_factory.mktemp("towns")
    made = home(place / "home", model_cache)
    folder = made.folder / "towns"
    folder.mkdir()
    for name, (trade, year, mayor) in TOWNS.items():
        text = f"# {name}\n\n{name} lives on {trade}. It became a town in {year}, and its first mayor was {mayor}.\n"
        (folder / f"{name}.md").write_text(text)
    with opened(made) as workspace:
        workspace.ingest([folder])
        passages = {passage.title: passage for passage in workspace.store.passages()}
        workspace.archive.add(
            Case.make(question, answer, (Gold(passages[name].id, answer, passages[name].source),))
            for name, (trade, _, mayor) in TOWNS.items()
            for question, answer in (
                (f"Who was the first mayor of {name}?", mayor),
                (f"What does the town of {name} live on?", trade),
            )
        )
        data = make_data(workspace, DataOptions(held_out=0.65), mask=False, reviewed=False, progress=no_progress)
        write_data(data, made.folder / "data", render_card(data, "default"))
    return Saved(made, place / "home").save("taught")


@pytest.fixture(scope="module")
def trained(taught: Saved) -> tuple[Saved, TuningRecord]:
    """The home with an embedder that was trained there."""
    towns = taught.restore()
    with opened(towns) as workspace:
        prepared = prepare_tuning(workspace, TuningPlan("v1", towns.folder / "data", OPTIONS, 0.05))
        record = finish_tuning(workspace, prepared, prepared.training.forecast(), watch)
    return taught.save("trained"), record


@pytest.fixture
def towns(taught: Saved) -> Home:
    """The home before any training."""
    return taught.restore()


@pytest.fixture
def tuned(towns: Home, trained: tuple[Saved, TuningRecord]) -> TuningRecord:
    """What was trained; the home of `towns` is the one after it."""
    trained[0].restore()
    return trained[1]


def elsewhere(case: Case, quote: str = "") -> Case:
    """The case with the id of no passage, and maybe another quote."""
    return replace(case, gold=tuple(replace(one, passage_id="f" * 32, quote=quote or one.quote) for one in case.gold))


def use(towns: Home, *command: str) -> None:
    ran = towns.run("tune", *command, more={"GRAPHLOOP_INGEST__TAGGER": "rules"})
    assert ran.code == 0, ran


def test_a_tuned_embedder_is_gated_used_and_rolled_back(towns: Home, tuned: TuningRecord) -> None:
    assert tuned.verdict.cases >= 20
    assert {row.retriever for row in tuned.verdict.rows} == {"dense", "graph"}
    assert tuned.verdict.passed, tuned.verdict
    assert tuned.int8
    assert tuned.verdict.margin == 0.05
    folder = towns.data / "tuned" / "v1"
    assert read_json(folder / "tuning.json", TuningRecord) == tuned
    assert "Passed: no retriever is worse" in (folder / "README.md").read_text()
    assert "with a margin of 0.05" in (folder / "README.md").read_text()
    assert not (folder / "checkpoint.safetensors").exists()
    listed = towns.run("tune", "list", "--json").data
    assert (listed["in_use"], [model["name"] for model in listed["models"]]) == ("", ["v1"])

    with opened(towns) as workspace:
        before = workspace.store.about()
    (towns.folder / "new.md").write_text("# Newton\n\nNewton lives on cider. Its first mayor was Cara Dunn.\n")
    use(towns, "use", "v1")
    with opened(towns) as workspace:
        assert workspace.embedder.name.startswith("v1/int8/")
        assert workspace.store.about() == replace(
            before,
            embedder=workspace.embedder.name,
            fingerprint=workspace.store.about().fingerprint,
            revision=workspace.store.about().revision,
        )
        assert "Silas Drew" in workspace.ask(Question(ASKED)).text
        assert {one.state for one in workspace.ingest([towns.folder / "towns"]).outcomes} == {"unchanged"}
        workspace.ingest([towns.folder / "new.md"])
    is_one_fault(towns.run("tune", "use", "v1"), 2, "in use already")
    is_one_fault(towns.run("tune", "remove", "v1"), 2, "is in use")

    use(towns, "rollback")
    with opened(towns) as workspace:
        assert workspace.embedder.name.startswith("all-MiniLM")
        assert workspace.store.about().documents == before.documents + 1
        assert "Cara Dunn" in workspace.ask(Question("Who was the first mayor of Newton?")).text
    use(towns, "remove", "v1")
    assert list((towns.data / "tuned").iterdir()) == [towns.data / "tuned" / "use.json"]


def test_what_is_removed_or_restored_is_so_in_every_graph(towns: Home, tuned: TuningRecord) -> None:
    with opened(towns) as workspace:
        settings = workspace.settings
        switch_to(workspace, "v1", no_progress)
        TunedModels(settings).use("v1")
    with opened(towns) as workspace:
        removed = [document for document in workspace.store.documents() if document.title == "Osprey"]
        assert workspace.remove(removed).clean
    for version in ("", "v1"):
        assert b"Silas Drew" not in (locate_store(settings, version).file or Path()).read_bytes()
        with closing(open_graph(settings, version)) as store:
            assert len(list(store.documents())) == len(TOWNS) - 1

    write_backup(settings, towns.folder / "all.backup")
    with opened(towns) as workspace:
        workspace.remove(list(workspace.store.documents()))
    restore_backup(settings, towns.folder / "all.backup", replace=True)
    with opened(towns) as workspace:
        assert workspace.embedder.name.startswith("v1/int8/")
        assert "Alasdair Finch" in workspace.ask(Question("Who was the first mayor of Skerry?")).text
    with closing(open_graph(settings, "")) as store:
        assert list(store.documents()) == []


def test_the_curve_has_a_point_for_each_share_and_keeps_nothing(towns: Home, tmp_path: Path) -> None:
    base = EmbedderSettings(name=str(write_tiny_model(tmp_path / "tiny")))
    with Workspace(Settings(data_dir=towns.data, embedder=base, ingest=IngestSettings(tagger="rules"))) as workspace:
        (towns.data / ".backup-999999999").mkdir()  # left by a program that was killed
        plan = TuningPlan("curve", towns.folder / "data", replace(OPTIONS, layers=0, batch=8), 0.0)
        points, doubling = measure_curve(workspace, plan, watch)
    assert {path.name for path in towns.data.iterdir()} == {"cache", "graph.db", "journal.db"}
    assert [point.questions for point in points] == [0, *sorted({point.questions for point in points} - {0})]
    assert len(points) == 4
    assert doubling.low <= doubling.gain <= doubling.high


def test_what_cannot_be_tuned_or_used_is_refused(towns: Home) -> None:
    with opened(towns) as workspace:
        with pytest.raises(UsageError, match="no training data"):
            prepare_tuning(workspace, TuningPlan("v1", towns.folder, OPTIONS, 0.05))
        plan = TuningPlan("v1", towns.folder / "data", OPTIONS, 0.05)
        file = plan.data / "held_out" / "cases.jsonl"
        cases = read_cases(file)
        write_cases(file, [elsewhere(case, "words that stand nowhere") for case in cases])
        with pytest.raises(UsageError, match="0 held-out cases cannot be judged by") as caught:
            prepare_tuning(workspace, plan)
        assert "eval generate" in caught.value.hint
        write_cases(file, [elsewhere(case) for case in cases])
        prepared = prepare_tuning(workspace, plan)
        assert len(prepared.cases) == len(cases)
        with closing(open_graph(workspace.settings, "v1")) as store:  # an interrupted training under this name
            copy_graph(workspace.store, store)
        few = replace(prepared, cases=prepared.cases[:5])
        record = finish_tuning(workspace, few, prepared.training.forecast(), watch)
        assert not record.verdict.passed
        with pytest.raises(UsageError, match="'v1' already"):
            prepare_tuning(workspace, TuningPlan("v1", towns.folder / "data", OPTIONS, 0.05))
    ran = towns.run("tune", "use", "v1")
    assert ran.code == 4
    assert "5 held-out cases cannot be judged by" in ran.err
    assert "failed" in towns.run("tune", "list").out
    remote = Settings(data_dir=towns.data, embedder=EmbedderSettings(name="remote"))
    with Workspace(remote) as workspace, pytest.raises(UsageError, match="cannot be trained"):
        prepare_tuning(workspace, TuningPlan("v2", towns.folder / "data", OPTIONS, 0.05))
