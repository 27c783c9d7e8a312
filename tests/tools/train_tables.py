"""Fit the weights of answers from tables: `python -m tests.tools.train_tables ../shared/data/training/everyday`.

Every answer that some derivation gives is an example: right if it is the gold answer. The weights make the right ones
likely among all of a question's (a log-linear model over derivations, of which only the answer is known to be right or
wrong). The chance of being right is then fitted on answers to questions that had no part in the weights, and on what
the table of another document says to each of them, which is taken for wrong. The table of what was right is printed for
each set, fitted on the other sets alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from graph.types import Passage
from rag.answer.extractive.tables.answer import describe_fit, normalize_values, summarize_evidence
from rag.answer.extractive.tables.derivations import derive_answers, read_columns
from rag.answer.extractive.tables.features import Describer
from rag.answer.extractive.tables.grid import Table, read_tables
from rag.answer.extractive.tables.model import CHANCE_FEATURES, TABLE_MODEL_FILE
from rag.answer.extractive.tables.question import TableQuestion, read_question
from rag.embed.protocol import Embedder
from rag.linear_model import LinearModel, save_linear_models
from ui.models import open_embedder
from ui.settings import Settings

SETS = ("wikitq", "tatqa", "aitqa")
FOLDS = 3
MIN_FEATURE_COUNT = 60
L2 = 2.0
ITERATIONS = 80
_FIGURE = re.compile(r"[\s$€£(]*[-+−]?[\s$€£(]*[\d,]*\.?\d+\s*\)?\s*%?\s*\)?")


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a table, with the features, the answer and the correctness of each derivation; `own` if the
    question was asked of the table."""

    source: str
    document: str
    asked: TableQuestion
    table: Table
    own: bool
    features: list[dict[str, float]]
    answers: list[tuple[str, ...]]
    right: list[bool]


def normalize(values: Sequence[str]) -> tuple[str, ...]:
    """Return values such that figures of the same amount and texts of the same words are equal."""
    plain = []
    for value in values:
        text = value.strip().strip(".")
        amount = re.sub(r"[^\d.]", "", text)
        plain.append(f"{float(amount):g}" if _FIGURE.fullmatch(text) else " ".join(re.findall(r"\w+", text.casefold())))
    return tuple(sorted(plain))


def read_examples(folder: Path, embedder: Embedder) -> Iterator[Example]:
    """Yield the questions of the training sets that a table answers, each with its own table and with another's."""
    asked: list[tuple[str, dict[str, Any], Table]] = []
    for source in SETS:
        for line in (folder / source / "train.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            passages = [
                Passage(str(n), str(n), part["text"], 0, title=part["title"])
                for n, part in enumerate(row["context"])
                if " | " in part["text"]
            ]
            asked += [(source, row, table) for table in read_tables(passages)[:1]]
    others = random.Random(1)
    for source, row, table in asked:
        yield _example(source, row, table, embedder, own=True)
        other = next(item for item in iter(lambda: others.choice(asked), None) if _document(item[1]) != _document(row))
        yield _example(source, row, other[2], embedder, own=False)


def _document(row: dict[str, Any]) -> str:
    return str(row["source_document"])


def _example(source: str, row: dict[str, Any], table: Table, embedder: Embedder, own: bool) -> Example:
    asked, wanted = read_question(row["question"]), normalize(row["answers"])
    example = Example(source, _document(row), asked, table, own, [], [], [])
    columns = read_columns(table)
    vectors = embedder.embed([row["question"], *(name or " " for name in table.columns)])
    describer = Describer(asked, table, columns, [float(vector @ vectors[0]) for vector in vectors[1:]])
    for derivation in derive_answers(asked, table, columns):
        example.features.append(describer.describe(derivation))
        example.answers.append(normalize_values(derivation.values))
        example.right.append(own and wanted in (normalize(derivation.values), normalize([derivation.text])))
    return example


class Fitter:
    """Fits weights on some of the examples, whose features are kept in one sparse matrix."""

    def __init__(self, examples: Sequence[Example]) -> None:
        counts = Counter(name for example in examples if example.own for row in example.features for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= MIN_FEATURE_COUNT)
        place = {name: number for number, name in enumerate(self.names)}
        pointers, columns = [0], list[int]()
        values: list[float] = []
        for example in examples:
            for row in example.features:
                known = [(place[name], value) for name, value in row.items() if name in place]
                columns.extend(column for column, _ in known)
                values.extend(value for _, value in known)
                pointers.append(len(columns))
        self.rows = csr_matrix(
            (np.array(values, np.float32), np.array(columns, np.int32), np.array(pointers, np.int64)),
            shape=(len(pointers) - 1, len(self.names)),
        )
        self.starts = np.concatenate([[0], np.cumsum([len(example.right) for example in examples])])
        self.right = np.array([right for example in examples for right in example.right], bool)

    def fit(self, chosen: Sequence[int]) -> np.ndarray:
        """Return the weights that make the right answers of the chosen examples likely."""
        solvable = [n for n in chosen if self.right[self.starts[n] : self.starts[n + 1]].any()]
        spans = [np.arange(self.starts[n], self.starts[n + 1]) for n in solvable]
        picked = np.concatenate(spans)
        rows, right, sizes = self.rows[picked], self.right[picked], np.array([len(span) for span in spans])
        starts, turned = np.concatenate([[0], np.cumsum(sizes)[:-1]]), rows.T.tocsr()

        def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
            scores = rows @ weights
            every, correct = _log_sums(scores, starts, sizes), _log_sums(np.where(right, scores, -1e9), starts, sizes)
            shares = np.exp(scores - np.repeat(every, sizes))
            wanted = np.where(right, np.exp(np.minimum(0, scores - np.repeat(correct, sizes))), 0)
            value = (every - correct).sum() + L2 / 2 * weights @ weights
            return float(value), turned @ (shares - wanted) + L2 * weights

        start = np.zeros(len(self.names))
        return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x

    def predict(self, weights: np.ndarray, number: int, example: Example) -> tuple[dict[str, float], bool] | None:
        """Return the features of the chance of the best answer to an example, and whether it is right."""
        if not example.right:
            return None
        scores = self.rows[self.starts[number] : self.starts[number + 1]] @ weights
        shares = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, answer in enumerate(example.answers):
            groups[answer].append(place)
        totals = sorted(((float(shares[places].sum()), places) for places in groups.values()), reverse=True)
        best, places = totals[0]
        top = max(places, key=lambda place: scores[place])
        second = totals[1][0] if len(totals) > 1 else 0.0
        evidence = summarize_evidence(best, second, example.features[top])
        evidence |= describe_fit(example.asked, example.table) | {"score": float(scores[top])}
        return evidence, any(example.right[place] for place in places)


def _log_sums(scores: np.ndarray, starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    highest = np.maximum.reduceat(scores, starts)
    return highest + np.log(np.add.reduceat(np.exp(scores - np.repeat(highest, sizes)), starts))


def fit_chance(found: Sequence[tuple[dict[str, float], bool]]) -> LinearModel:
    """Return the model of the chance that the best answer is right."""
    rows = np.array([[features[name] for name in CHANCE_FEATURES] for features, _ in found])
    signs = np.array([1.0 if right else -1.0 for _, right in found])

    def loss(weights: np.ndarray) -> float:
        return float(np.logaddexp(0, -signs * (rows @ weights[1:] + weights[0])).sum() + weights[1:] @ weights[1:] / 2)

    weights = minimize(loss, np.zeros(rows.shape[1] + 1), method="L-BFGS-B").x
    return LinearModel(CHANCE_FEATURES, weights[1:], float(weights[0]))


def main() -> None:
    """Fit, print what is right of each set when it is left out, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    examples = list(read_examples(folder, open_embedder(Settings(), Path(mkdtemp()))))
    solve(examples)


def solve(examples: Sequence[Example]) -> None:
    """Fit on the examples, report, and write the weights."""
    fitter = Fitter(examples)
    documents = sorted({example.document for example in examples})
    random.Random(0).shuffle(documents)
    fold = {document: number % FOLDS for number, document in enumerate(documents)}
    unseen: dict[int, tuple[dict[str, float], bool]] = {}
    for part in range(FOLDS):
        weights = fitter.fit([n for n, example in enumerate(examples) if fold[example.document] != part])
        for n, example in enumerate(examples):
            if fold[example.document] == part and (found := fitter.predict(weights, n, example)):
                unseen[n] = found
    for source in SETS:
        _report_left_out(source, examples, fitter, unseen)
    chance = fit_chance(list(unseen.values()))
    weights = fitter.fit(range(len(examples)))
    kept = [n for n, weight in enumerate(weights) if abs(weight) >= 0.01]
    derivation = LinearModel(tuple(fitter.names[n] for n in kept), weights[kept])
    notes = {"about": "Answers from tables; written by tests/tools/train_tables.py"}
    save_linear_models(TABLE_MODEL_FILE, {"derivation": derivation, "chance": chance}, notes)


def _report_left_out(
    source: str, examples: Sequence[Example], fitter: Fitter, unseen: dict[int, tuple[dict[str, float], bool]]
) -> None:
    """Print how the answers to a set fare when neither weights nor chances were fitted on it."""
    weights = fitter.fit([n for n, example in enumerate(examples) if example.source != source])
    chance = fit_chance([found for n, found in unseen.items() if examples[n].source != source])
    results = []
    for n, example in enumerate(examples):
        if example.source == source and (found := fitter.predict(weights, n, example)):
            row = np.array([[found[0][name] for name in CHANCE_FEATURES]])
            results.append((1 / (1 + np.exp(-chance.score(row)[0])), found[1]))
    total = sum(example.source == source and example.own for example in examples)
    line = f"{source}: {total} questions, right {sum(right for _, right in results) / total:.3f}"
    for least in (0.5, 0.7, 0.8, 0.85, 0.9):
        sure = [right for likely, right in results if likely >= least]
        line += f"; at {least}: {sum(sure)} of {len(sure)}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
