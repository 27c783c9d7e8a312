"""What an embedder gains that is tuned on a corpus's own generated questions: `python -m tests.bench.tuning DIR…`.

DIR holds corpus.json and questions.json of people. Each corpus is ingested, questions are generated from it by rules,
and the embedder is tuned on them as `graphloop tune data` and `tune embedder` do; people's questions, of which none is
trained on, are asked with the vectors before and after. Told are recall@5 of `dense` and `graph` on the odd questions,
the gate's verdict, the time, and with `--scifact N` nDCG@10 on SciFact among N abstracts (the cited ones and others).

`--count`, `--negatives`, `--epochs`, `--batch`, `--tokens`, `--layers` and `--seed` say how. `--keep FOLDER` keeps the
data folders and goes on from them. `--kill` instead kills a training of the default embedder after its first
checkpoint, resumes it, and compares its weights with those of an undisturbed one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.comparison.statistics import Interval, paired_bootstrap
from evals.tuning.data_card import render_card
from evals.tuning.dataset import DataOptions, write_data
from evals.tuning.embedder_training import EmbedderTraining, TrainingOptions
from evals.tuning.record import TuningRecord
from rag.embed.protocol import Embedder
from rag.embed.transformers import load_model
from rag.embed.weights import weights_folder
from rag.llm.map_concurrent import Progress, no_progress
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.bench.everyday_retrieval import DEPTH, read_questions, record_name, set_name
from tests.bench.measures import ndcg, recall
from tests.bench.single import scifact
from tests.evals.tuning.tiny_model import town_triplets
from ui.generation import make_cases
from ui.models import open_embedder
from ui.settings import Settings
from ui.settings_schema import IngestSettings
from ui.stores import open_graph
from ui.tuned_models import RECORD_FILE, TunedModels
from ui.tuning import TuningPlan, finish_tuning, prepare_tuning
from ui.tuning_data import make_data
from ui.workspace import Workspace

METHODS = ("dense", "graph")
VERSION = "tuned"
KILL_OPTIONS = TrainingOptions(epochs=2, batch=8, tokens=32, look_every=2)
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A set: recalls of the odd questions by method, before and after; nDCG on SciFact before and after."""

    name: str
    record: TuningRecord
    before: dict[str, Values]
    after: dict[str, Values]
    scifact: tuple[Values, Values] | None


def tuned(directory: Path, folder: Path, how: argparse.Namespace) -> Told:
    """Tune on a set's corpus, or go on from where that stopped, and ask people's questions before and after."""
    settings = Settings(data_dir=folder / set_name(directory), ingest=IngestSettings(tagger="rules"))
    with Workspace(settings) as opened:
        opened.ingest([directory / "corpus.json"])
        record_file = TunedModels(settings).folder_of(VERSION) / RECORD_FILE
        record = TunedModels(settings).find(VERSION) if record_file.exists() else _tune(opened, folder, how)
        after = open_embedder(settings, opened.cache, VERSION)
        store = open_graph(settings, VERSION)
        tuned_parts = RetrieverParts(store, after, opened.tagger, opened.cache)
        found = [_recalls(directory, parts) for parts in (opened.retriever_parts, tuned_parts)]
        told = _scifact(how.scifact, (opened.embedder, after)) if how.scifact else None
        store.close()
    return Told(set_name(directory), record, found[0], found[1], told)


def _tune(opened: Workspace, folder: Path, how: argparse.Namespace) -> TuningRecord:
    opened.archive.add(make_cases(opened, how.count, how.seed).cases)
    options = DataOptions(negatives=how.negatives, seed=how.seed, drop_leaks=True)
    data = make_data(opened, options, mask=False, reviewed=False, progress=no_progress)
    place = opened.settings.data_dir / "data"
    write_data(data, place, render_card(data, place.parent.name))
    training = TrainingOptions(how.epochs, how.batch, tokens=how.tokens, layers=how.layers, seed=how.seed)
    prepared = prepare_tuning(opened, TuningPlan(VERSION, place, training, margin=0.05, few_cases=True))

    def watch(_what: str, _unit: str) -> Progress:
        return no_progress

    return finish_tuning(opened, prepared, prepared.training.forecast(), watch)


def _recalls(directory: Path, parts: RetrieverParts) -> dict[str, Values]:
    """recall@5 of the odd questions; a record counts with its best passage."""
    records = {document.id: record_name(document) for document in parts.store.documents()}
    asked = [question for question in read_questions(directory) if question.number % 2]
    found: dict[str, Values] = {}
    for method in METHODS:
        retrieve = build_retriever(method, parts)
        ranked = ([records[hit.passage.document_id] for hit in retrieve(one.text, DEPTH)] for one in asked)
        values = [recall(list(dict.fromkeys(names)), one.gold, 5) for names, one in zip(ranked, asked, strict=True)]
        found[method] = np.array(values)
    return found


def _scifact(count: int, embedders: tuple[Embedder, Embedder]) -> tuple[Values, Values]:
    """nDCG@10 of BEIR's test claims by whole abstracts."""
    with tempfile.TemporaryDirectory() as folder:
        place = scifact(Path(folder) / "scifact", "validation")
        corpus, asked = (json.loads((place / name).read_text()) for name in ("corpus.json", "questions.json"))
    cited = {idx for row in asked for idx in row["gold_idx"]}
    others = [row for row in corpus if str(row["idx"]) not in cited]
    random.Random(0).shuffle(others)
    kept = [row for row in corpus if str(row["idx"]) in cited] + others[: max(0, count - len(cited))]
    names = [str(row["idx"]) for row in kept]
    values = []
    for embedder in embedders:
        rows = embedder.embed([f"{row['title']}\n{row['text']}" for row in kept])
        ranked = np.argsort(-(embedder.embed([row["question"] for row in asked], "query") @ rows.T), kind="stable")
        pairs = zip(asked, ranked, strict=True)
        values.append(
            np.array([ndcg([names[place] for place in best[:10]], set(row["gold_idx"]), 10) for row, best in pairs])
        )
    return values[0], values[1]


def lines(told: Sequence[Told]) -> Iterator[str]:
    """One line for each set and method, then all together."""
    for one in told:
        state, verdict = one.record.state, one.record.verdict
        yield (
            f"{one.name}: {one.record.rows} triplets, {state.step} steps in {state.seconds:.0f} s (forecast "
            f"{one.record.forecast.seconds:.0f}), gate {'passed' if verdict.passed else 'failed'} on {verdict.cases} "
            f"cases: {verdict.reason}"
        )
        for method in METHODS:
            yield _line(f"  {method} recall@5", one.before[method], one.after[method])
        if one.scifact:
            yield _line("  SciFact nDCG@10", *one.scifact)
    for method in METHODS if len(told) > 1 else ():
        joined = (np.concatenate([values[method] for values in side]) for side in _sides(told))
        yield _line(f"all: {method} recall@5", *joined)


def _sides(told: Sequence[Told]) -> tuple[list[dict[str, Values]], list[dict[str, Values]]]:
    return [one.before for one in told], [one.after for one in told]


def _line(name: str, before: Values, after: Values) -> str:
    gain: Interval = paired_bootstrap(after, before)
    means = f"{before.mean():.3f} -> {after.mean():.3f}"
    return f"{name}, n={len(before)}: {means}, {gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"


def train_to(folder: Path) -> None:
    """Train the default embedder in a folder, and keep its weights there."""
    from safetensors.torch import save_file

    model, guide = load_model(str(weights_folder()), "cpu"), load_model(str(weights_folder()), "cpu")
    EmbedderTraining(model, guide, town_triplets(), KILL_OPTIONS, folder / "checkpoint").run()
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "weights")


def killed_and_resumed() -> bool:
    """Whether a training that is killed after a checkpoint, and resumed, gives the weights of an undisturbed one."""
    with tempfile.TemporaryDirectory() as place:
        whole, killed = Path(place, "whole"), Path(place, "killed")
        for folder in (whole, killed):
            folder.mkdir()
        command = [sys.executable, "-m", "tests.bench.tuning", "--train-to"]
        subprocess.run([*command, str(whole)], check=True)
        process = subprocess.Popen([*command, str(killed)])
        while not (killed / "checkpoint").exists():
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        print(f"killed: {not (killed / 'weights').exists()}", flush=True)
        subprocess.run([*command, str(killed)], check=True)
        return (whole / "weights").read_bytes() == (killed / "weights").read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    for name, default in (("count", 200), ("negatives", 1), ("epochs", 2), ("batch", 32), ("tokens", 128)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name in ("layers", "seed", "scifact"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the data folders here")
    parser.add_argument("--kill", action="store_true", help="kill and resume a training")
    parser.add_argument("--train-to", type=Path, help=argparse.SUPPRESS)
    how = parser.parse_args()
    if how.train_to:
        train_to(how.train_to)
    elif how.kill:
        print(f"the same weights: {killed_and_resumed()}")
    else:
        with tempfile.TemporaryDirectory() as folder:
            told = []
            for directory in how.directories:
                told.append(tuned(directory.resolve(), how.keep or Path(folder), how))
                print(*lines(told[-1:]), sep="\n", flush=True)
            if len(told) > 1:
                print(*list(lines(told))[-len(METHODS) :], sep="\n")


if __name__ == "__main__":
    main()
