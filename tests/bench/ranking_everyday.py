"""Whether generated cases order retrievers as people's questions do: `python -m tests.bench.ranking_everyday DIR…`.

DIR is a set laid out as `everyday/*/open`. Both people's questions and cases generated from the documents alone are
asked of every retriever; recall@5 of the documents that hold the gold orders them twice. Printed for each set: both
means by retriever, Kendall's tau-a of the two orders, its interval by resampling the questions of both (`--resamples`),
and tau over those pairs alone that people's questions tell apart (p < .05). Questions of both halves are asked: nothing
is fitted here. Follow-ups and questions that nothing answers are left out. `--keep FOLDER` keeps what was ingested.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from evals.comparison.statistics import paired_bootstrap
from rag.types import Retriever
from tests.bench.everyday import opened
from tests.bench.everyday_retrieval import DEPTH, METHODS, read_questions, record_name, set_name
from tests.bench.measures import recall
from tests.bench.ranking import kendall
from ui.generation import make_cases
from ui.workspace import Workspace

SURE = 0.05


@dataclass(frozen=True, slots=True)
class Looked:
    """A question and the documents that answer it."""

    text: str
    gold: frozenset[str]


def people_questions(directory: Path) -> list[Looked]:
    """Return the questions of a set that stand alone."""
    return [Looked(asked.text, asked.gold) for asked in read_questions(directory) if asked.kind != "followup"]


def generated_questions(workspace: Workspace, count: int, seed: int) -> list[Looked]:
    """Return generated cases that have evidence and no conversation before them."""
    documents = {document.id: record_name(document) for document in workspace.store.documents()}
    passages = {passage.id: documents[passage.document_id] for passage in workspace.store.passages()}
    cases = make_cases(workspace, count, seed).cases
    return [
        Looked(case.question, frozenset(passages[gold.passage_id] for gold in case.gold))
        for case in cases
        if case.gold and not case.history
    ]


def ask_all(workspace: Workspace, asked: Sequence[Looked]) -> np.ndarray:
    """Return recall@5, a row for each retriever and a column for each question."""
    documents = {document.id: record_name(document) for document in workspace.store.documents()}
    return np.array([[_recall(workspace.retriever(method), one, documents) for one in asked] for method in METHODS])


def _recall(retrieve: Retriever, asked: Looked, documents: dict[str, str]) -> float:
    hits = retrieve(asked.text, DEPTH)
    return recall(list(dict.fromkeys(documents[hit.passage.document_id] for hit in hits)), asked.gold, 5)


def interval(people: np.ndarray, generated: np.ndarray, resamples: int, seed: int) -> tuple[float, float]:
    """Return the 95% interval of tau over resampled questions of both."""
    generator = np.random.default_rng(seed)
    taus = []
    for _ in range(resamples):
        one = people[:, generator.integers(people.shape[1], size=people.shape[1])].mean(axis=1)
        other = generated[:, generator.integers(generated.shape[1], size=generated.shape[1])].mean(axis=1)
        taus.append(kendall(one, other))
    low, high = np.quantile(taus, (0.025, 0.975))
    return float(low), float(high)


def told_apart(people: np.ndarray, generated: np.ndarray) -> tuple[float | None, int]:
    """Return tau over the pairs that people's questions tell apart, and how many pairs these are."""
    signs = []
    for low, high in combinations(range(len(METHODS)), 2):
        step = paired_bootstrap(people[low], people[high])
        if step.p_value < SURE:
            signs.append(np.sign(step.difference) * np.sign(generated[low].mean() - generated[high].mean()))
    return (float(np.mean(signs)), len(signs)) if signs else (None, 0)


def measure(directory: Path, folder: Path, count: int, seed: int, resamples: int) -> dict[str, object]:
    """Measure one set."""
    with opened(directory, folder, model=False) as workspace:
        asked, made = people_questions(directory), generated_questions(workspace, count, seed)
        people, generated = ask_all(workspace, asked), ask_all(workspace, made)
    tau = kendall(people.mean(axis=1).tolist(), generated.mean(axis=1).tolist())
    apart, pairs = told_apart(people, generated)
    return {
        "set": set_name(directory),
        "people": len(asked),
        "generated": len(made),
        "recall@5 people": dict(zip(METHODS, people.mean(axis=1).round(3).tolist(), strict=True)),
        "recall@5 generated": dict(zip(METHODS, generated.mean(axis=1).round(3).tolist(), strict=True)),
        "tau": round(tau, 3),
        "interval": [round(bound, 2) for bound in interval(people, generated, resamples, seed)],
        "tau told apart": apart,
        "pairs told apart": pairs,
    }


def main() -> int:
    """Print one object a set, and the mean tau."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    taus = []
    with tempfile.TemporaryDirectory() as temporary:
        for directory in chosen.directories:
            row = measure(directory, chosen.keep or Path(temporary), chosen.count, chosen.seed, chosen.resamples)
            taus.append(float(str(row["tau"])))
            print(json.dumps(row, ensure_ascii=False), flush=True)
    print(json.dumps({"set": "mean", "tau": round(float(np.mean(taus)), 3)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
