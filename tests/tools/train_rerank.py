"""Fits the order of the first passages: `python -m tests.tools.train_rerank DIR… [--write]`.

DIR is a folder as `tests.bench.retrieval` takes it. Fitted on even-numbered questions alone, and, so that questions
with one piece of evidence are not forgotten, on training claims of SciFact and even-numbered questions of XQuAD: each
evidence passage is to be chosen before all that is no evidence (a softmax over both, with a quadratic penalty); a
question counts once, however much evidence it has. Told are recall@2 and recall@5 of questions left out in turn, by
fifths and by sets.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.linear_model import LinearModel, linear_models_json
from rag.ner.rules import RuleTagger
from rag.retrieve.graph.candidates import PATH_FEATURES, RERANK_FEATURES
from rag.retrieve.graph.rerank import RERANK_FILE
from rag.retrieve.graph.retriever import Graph
from tests.bench.corpus import Asked, Corpus, embedder, taken_in
from tests.bench.measures import recall
from tests.bench.single import LANGUAGES, scifact, xquad

ALONE = tuple(name for name in RERANK_FEATURES if name not in PATH_FEATURES)
PENALTY = 2.0
CLAIMS, CLAIM = 300, 0.2
EVERY, LANGUAGE = 8, 0.04
"""How many claims, and which questions of XQuAD, count how much beside a question of the other sets."""
FIFTHS = 5
STEPS = 100

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question's first passages: their features, which are evidence, the records they belong to, best first."""

    name: str
    number: int
    features: Doubles
    right: npt.NDArray[np.bool_]
    records: tuple[str, ...]
    gold: frozenset[str]
    share: float

    def recall(self, weight: Doubles, k: int) -> float:
        ranked = [self.records[place] for place in np.argsort(-(self.features @ weight), kind="stable")]
        return recall(list(dict.fromkeys(ranked)), self.gold, k)


def examples(corpus: Corpus, graph: Graph, questions: Sequence[Asked], share: float = 1.0) -> Iterator[Example]:
    """Questions asked of a corpus, with their first passages."""
    documents = {passage.id: passage.document_id for passage in corpus.store.passages()}
    for number, asked in enumerate(questions):
        search = graph.search(asked.text)
        if not search.ranking:
            continue
        records = tuple(corpus.records[documents[id_]] for id_ in search.candidate_ids())
        right = np.array([record in asked.gold for record in records])
        features = search.candidates.features.astype(np.float64)
        yield Example(corpus.name, number, features, right, records, asked.gold, share)


def fit(chosen: Sequence[Example], columns: Sequence[int]) -> Doubles:
    """The weights of all features, those not in `columns` 0, by Newton's method."""
    behind = [
        ((one.features[~one.right] - one.features[gold])[:, columns], one.share / one.right.sum())
        for one in chosen
        for gold in np.flatnonzero(one.right)
    ]
    scale = np.concatenate([rows for rows, _ in behind]).std(axis=0) + 1e-9
    scaled = [(rows / scale, share) for rows, share in behind]
    weight = np.zeros(len(columns))
    for _ in range(STEPS):
        slope, bend = -PENALTY * weight, PENALTY * np.eye(len(weight))
        for rows, share in scaled:
            odds = np.exp(np.minimum(rows @ weight, 30.0))
            chance = odds / (1.0 + odds.sum())
            mean = chance @ rows
            slope -= share * mean
            bend += share * ((rows * chance[:, None]).T @ rows - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        weight += step * min(1.0, 2.0 / np.abs(step).max())
        if np.abs(step).max() < 1e-6:
            break
    fitted = np.zeros(chosen[0].features.shape[1])
    fitted[list(columns)] = weight / scale
    return fitted


def fit_model(chosen: Sequence[Example], features: Sequence[str]) -> LinearModel:
    """The model fitted to some features, the weights of the others 0."""
    return LinearModel(RERANK_FEATURES, fit(chosen, [RERANK_FEATURES.index(name) for name in features]))


def left_out(chosen: Sequence[Example], columns: Sequence[int], by: str) -> dict[str, tuple[float, float]]:
    """Mean recall@2 and recall@5 of each set, every question ranked by weights fitted without its fifth or set."""
    groups = {one.name if by == "sets" else str(one.number % FIFTHS) for one in chosen}
    found: dict[str, list[tuple[float, float]]] = {}
    for group in sorted(groups):
        inside = [(one.name if by == "sets" else str(one.number % FIFTHS)) == group for one in chosen]
        weight = fit([one for one, held in zip(chosen, inside, strict=True) if not held], columns)
        for one, held in zip(chosen, inside, strict=True):
            if held:
                found.setdefault(one.name, []).append((one.recall(weight, 2), one.recall(weight, 5)))
    return {name: _means(rows) for name, rows in sorted(found.items())}


def _means(rows: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first, second = np.mean(rows, axis=0).round(4).tolist()
    return first, second


def report(chosen: Sequence[Example]) -> Iterator[dict[str, object]]:
    """One line for the ranking as it comes, then for each choice of features left out."""
    lead = np.array([name == "lead" for name in RERANK_FEATURES], np.float64)
    names = sorted({one.name for one in chosen})
    before = {
        name: _means([(one.recall(lead, 2), one.recall(lead, 5)) for one in chosen if one.name == name])
        for name in names
    }
    yield {"without": "order", **before}
    for without in ((), PATH_FEATURES, *((name,) for name in RERANK_FEATURES)):
        columns = [place for place, name in enumerate(RERANK_FEATURES) if name not in without]
        yield {"without": ", ".join(without), "by": "fifths", **left_out(chosen, columns, "fifths")}
        if not without and len(names) > 1:
            yield {"without": "", "by": "sets", **left_out(chosen, columns, "sets")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--write", action="store_true", help=f"write {RERANK_FILE.name}")
    options = parser.parse_args()
    embed = embedder()
    chosen: list[Example] = []
    with tempfile.TemporaryDirectory() as folder:
        for directory in options.directories:
            corpus = taken_in(directory.resolve(), Path(folder), embed)
            chosen += examples(corpus, Graph(corpus.store, embed, RuleTagger()), corpus.questions[::2])
            corpus.store.close()
        corpus = taken_in(scifact(Path(folder) / "scifact", "train"), Path(folder), embed)
        chosen += examples(corpus, Graph(corpus.store, embed, RuleTagger()), corpus.questions[:CLAIMS], CLAIM)
        corpus.store.close()
        for language in LANGUAGES:
            corpus = taken_in(xquad(Path(folder) / f"xquad.{language}", language), Path(folder), embed)
            chosen += examples(corpus, Graph(corpus.store, embed, RuleTagger()), corpus.questions[::EVERY], LANGUAGE)
            corpus.store.close()
    chosen = [one for one in chosen if one.right.any() and not one.right.all()]
    for line in report(chosen):
        print(json.dumps(line), flush=True)
    notes = {
        "made by": "python -m tests.tools.train_rerank",
        "questions": {name: sum(one.name == name for one in chosen) for name in sorted({one.name for one in chosen})},
    }
    models = {"all": fit_model(chosen, RERANK_FEATURES), "alone": fit_model(chosen, ALONE)}
    fitted = linear_models_json(models, notes)
    print(fitted)
    if options.write:
        RERANK_FILE.write_text(fitted, encoding="utf-8")


if __name__ == "__main__":
    main()
