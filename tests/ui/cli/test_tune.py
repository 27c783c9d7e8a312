"""Training data and tuned models on the command line, from a collection of real files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph.errors import UsageError
from tests.evals.tuning.parts import TOWNS
from tests.evals.tuning.tiny_model import write_tiny_model
from tests.support.command import Home, home, is_one_fault
from ui.cli.main import app


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with a file for each town, and two cases for each."""
    made = home(tmp_path_factory.mktemp("tuned"), model_cache)
    (made.folder / "towns").mkdir()
    lines = []
    for name, (trade, year, mayor) in TOWNS.items():
        text = f"# {name}\n\n{name} lives on {trade}. It became a town in {year}, and its first mayor was {mayor}.\n"
        (made.folder / "towns" / f"{name}.md").write_text(text)
        for question, answer in (
            (f"Who was the first mayor of {name}?", mayor),
            (f"What does the town of {name} live on?", trade),
        ):
            gold = [{"passage_id": "", "quote": answer, "source": str(made.folder / "towns" / f"{name}.md")}]
            lines.append(json.dumps({"question": question, "reference": answer, "gold": gold}))
    (made.folder / "cases.jsonl").write_text("\n".join(lines))
    assert made.run("ingest", "towns").code == 0
    assert made.run("eval", "cases", "--import", "cases.jsonl", "--anchor").code == 0
    return made


def test_data_is_written_with_a_card(towns: Home) -> None:
    ran = towns.run("tune", "data", "--out", "data", "--seed", "3", "--template", "question", "--json")
    assert ran.code == 0, ran
    rows = {file["name"]: file["rows"] for file in ran.data["files"]}
    folder = towns.folder / "data"
    for name in ("chat", "instructions", "raft", "pairs", "triplets"):
        lines = (folder / "train" / f"{name}.jsonl").read_text().splitlines()
        assert len(lines) == rows[name] > 10
    assert (folder / "train" / "instructions.jsonl").read_text().startswith('{"prompt":"Question: ')
    assert len((folder / "held_out" / "cases.jsonl").read_text().splitlines()) == ran.data["held_out"] >= 4
    assert "# Training data of the collection default" in (folder / "README.md").read_text()
    shown = towns.run("tune", "data", "--out", "data").out
    assert "held out; written to data" in shown


def test_a_collection_without_cases_is_refused_in_one_line(library: Home) -> None:
    is_one_fault(library.run("tune", "data", "--out", "data"), 2, "0 document", "eval generate")
    assert not (library.folder / "data").exists()


def run_here(towns: Home, *arguments: str, embedder: str = "minilm") -> Result:
    """Run a command in this process: one that trains needs torch, which others are started without."""
    command = ["--data-dir", str(towns.data), "tune", *arguments]
    return CliRunner(env={"GRAPHLOOP_EMBEDDER__NAME": embedder}).invoke(app, command)


def test_an_embedder_is_tuned_and_judged(towns: Home, tmp_path: Path) -> None:
    data = str(towns.folder / "most")
    assert towns.run("tune", "data", "--out", data, "--held-out", "0.65").code == 0
    quick = ("--data", data, "--epochs", "1", "--layers", "1", "--tokens", "32")
    tried = run_here(towns, "embedder", "first", *quick, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert re.fullmatch(
        r"training: at most \d+ steps? in about 0:\d\d:\d\d, \d+ MB of memory; 8% .* learn\n", tried.stderr
    )
    assert not (towns.data / "tuned").exists()
    assert run_here(towns, "embedder", "first", *quick, "--margin", "0.3").exit_code == 2
    ran = run_here(towns, "embedder", "first", *quick)
    assert ran.exit_code == 0, ran.output
    assert "gate passed on 2" in ran.stdout
    assert "tune use first" in ran.stdout
    row = next(line.split() for line in towns.run("tune", "list").out.splitlines() if line.split()[:1] == ["first"])
    assert {"minilm", "passed"} <= set(row)
    again = run_here(towns, "embedder", "first", *quick)
    assert isinstance(again.exception, UsageError)
    tiny = str(write_tiny_model(tmp_path / "tiny"))
    curve = run_here(towns, "curve", "--data", data, "--epochs", "1", "--tokens", "32", "--json", embedder=tiny)
    assert curve.exit_code == 0, curve.output
    found = json.loads(curve.stdout)
    assert [point["questions"] > 0 for point in found["points"]] == [False, True, True, True]
    assert found["doubling"]["low"] <= found["doubling"]["high"]
