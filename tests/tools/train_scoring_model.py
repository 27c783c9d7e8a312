"""Fits the numbers of the offline answerer: `python -m tests.tools.train_scoring_model [FILE]`.

Fitted on even-numbered questions of `tests.bench.answers` alone (and not on one that is odd-numbered in another of its
tasks): the ranking of sentences and of those read on xquad by the likelihood of a sentence that holds a gold answer;
the likelihood of an answer on all three tasks, each with its own weight. The threshold is the likelihood from which on
an answer has a positive worth when a right one is worth `WORTH` and a wrong one costs `COST`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from rag.answer.extractive.evidence import SENTENCE_FEATURES, Candidate
from rag.answer.extractive.links import FOLLOW_UP_FEATURES, follow_up_features
from rag.answer.extractive.reader import Reader, SpanPrediction
from rag.answer.extractive.scoring_model import (
    READ_FEATURES,
    SCORING_MODEL_FILE,
    SUMMARY_FEATURES,
    ScoringModel,
)
from rag.answer.extractive.sentence_scoring import (
    ReadSentences,
    ScoredSentences,
    SentenceFeatures,
    features_of_passages,
    read_sentences,
    score_sentences,
)
from rag.answer.extractive.solve import select_quotes
from rag.linear_model import LinearModel, save_linear_models
from tests.bench.answers import HOPS, Asked, Task, elsewhere, hops, ingested, squad2, where_for, xquad

WORTH, COST = 1.0, 1.25
PASSAGES = 8
QUOTES = 3
NOTHING = LinearModel(SUMMARY_FEATURES, np.zeros(len(SUMMARY_FEATURES)))
SHARES = {"xquad": 1.0, "squad2": 1.0, "elsewhere": 0.5} | dict.fromkeys(HOPS, 0.2)
"""How much each task counts when the likelihood of an answer is fitted."""

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with the sentences found for it; `right` marks those that hold a gold answer of its own article."""

    task: str
    item: Asked
    found: SentenceFeatures
    right: npt.NDArray[np.bool_]


def examples(task: Task, skip: set[str]) -> list[Example]:
    """The even-numbered questions of a task, through the product's own retrieval."""
    made = []
    with tempfile.TemporaryDirectory() as folder, ingested(task, Path(folder)) as workspace:
        retrieve, where = workspace.retriever(), where_for(task, workspace)
        for item in task.asked[::2]:
            if item.id in skip:
                continue
            hits = retrieve(item.question, workspace.settings.retrieval.k, where[item.about[0]])
            found = features_of_passages(item.question, [hit.passage for hit in hits[:PASSAGES]], workspace.embedder)
            right = np.array([is_right(candidate, item) for candidate in found.candidates], np.bool_)
            made.append(Example(task.name, item, found, right))
    return made


def is_right(candidate: Candidate, item: Asked) -> bool:
    """Whether the sentence is of a record that the question is about and holds a gold answer."""
    return candidate.passage.title in item.about and any(
        gold.casefold() in candidate.text.casefold() for gold in item.golds
    )


def fit_ranking(groups: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]], decay: float) -> Doubles:
    """Weights that give the right rows of each group the greatest share of the softmax of its scores."""
    rows = np.concatenate([features for features, _ in groups])
    scale = rows.std(axis=0) + 1e-6
    known = [(features / scale, right) for features, right in groups if right.any()]

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        total, slope = decay * float(weights @ weights), 2 * decay * weights
        for features, right in known:
            raised = np.exp((scores := features @ weights) - scores.max())
            share = raised / raised.sum()
            held = share * right
            total -= float(np.log(held.sum() + 1e-12)) / len(known)
            slope = slope - features.T @ (held / (held.sum() + 1e-12) - share) / len(known)
        return total, slope

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale, np.float64)


def fit_likelihood(rows: Doubles, right: Doubles, counts: Doubles, decay: float = 1e-3) -> tuple[Doubles, float]:
    """Weights and bias of a logistic regression in which a row counts as often as `counts` says."""
    middle, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    features = (rows - middle) / scale

    def loss(values: Doubles) -> tuple[float, Doubles]:
        scores = features @ values[:-1] + values[-1]
        share = 0.5 * (1 + np.tanh(scores / 2))
        total = counts @ (np.logaddexp(0, scores) - right * scores) / counts.sum() + decay * values[:-1] @ values[:-1]
        slope = counts * (share - right) / counts.sum()
        return total, np.append(features.T @ slope + 2 * decay * values[:-1], slope.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ middle)


def fit(made: Sequence[Example], reader: Reader) -> ScoringModel:
    """The answerer's models, fitted one after the other."""
    first = fit_ranking([(example.found.rows, example.right) for example in made if example.task == "xquad"], 1e-2)
    sentence = LinearModel(SENTENCE_FEATURES, first)
    seen = [
        read_sentences(example.item.question, example.found, sentence.score(example.found.rows), reader)
        for example in made
    ]
    pairs = list(zip(made, seen, strict=True))
    second = fit_ranking([(its.rows, example.right[its.places]) for example, its in pairs], 1e-4)
    reading = LinearModel(READ_FEATURES, second)
    linked = [_links(example, its, sentence, reading) for example, its in pairs]
    third = fit_ranking(
        [(rows, example.right) for example, rows in zip(made, linked, strict=True) if example.task in HOPS], 1e-3
    )
    judge = ScoringModel(sentence, reading, LinearModel(FOLLOW_UP_FEATURES, third), NOTHING, NOTHING, 0.0)
    evidence = [score_sentences(example.item.question, example.found, judge, Known(its)) for example, its in pairs]
    sizes = Counter(example.task for example in made)
    counts = np.array([SHARES[example.task] / sizes[example.task] for example in made])
    rows = np.array([its.summary for its in evidence], np.float64)
    hops, hops_bias = fit_likelihood(
        rows, np.array([_hops(*pair) for pair in zip(made, evidence, strict=True)]), counts
    )
    judge = replace(judge, hops=LinearModel(SUMMARY_FEATURES, hops, hops_bias))
    held = np.array([_held(*pair, judge) for pair in zip(made, evidence, strict=True)])
    weights, bias = fit_likelihood(rows, held, counts)
    return replace(
        judge, answered=LinearModel(SUMMARY_FEATURES, weights, bias), threshold=round(COST / (WORTH + COST), 4)
    )


class Known(Reader):
    """A reader that gives what was read before, so that nothing is read twice."""

    def __init__(self, seen: ReadSentences) -> None:
        self.seen = seen

    def read(self, question: str, texts: Sequence[tuple[str, int]]) -> list[SpanPrediction]:
        return self.seen.readings


def _links(example: Example, seen: ReadSentences, sentence: LinearModel, score: LinearModel) -> npt.NDArray[np.float32]:
    found = example.found
    best = seen.places[int(np.argmax(score.score(seen.rows)))]
    return follow_up_features(example.item.question, found.candidates, found.rows, sentence.score(found.rows), best)


def _hops(example: Example, evidence: ScoredSentences) -> float:
    """1 when the best sentence holds no gold answer and one that goes on from it does."""
    best = evidence.weighed[0].candidate
    return float(not is_right(best, example.item) and any(example.right[place] for place in evidence.followers))


def _held(example: Example, evidence: ScoredSentences, judge: ScoringModel) -> float:
    """1 when a quote holds a gold answer."""
    return float(any(is_right(quote, example.item) for quote in select_quotes(evidence, example.found, judge)[:QUOTES]))


def main(arguments: list[str]) -> int:
    english, sample = xquad(), squad2()
    tasks = (english, sample, elsewhere(english), *map(hops, HOPS))
    odd = {item.id for task in tasks for item in task.asked[1::2]}
    made = [example for task in tasks for example in examples(task, odd)]
    file = Path(arguments[0]) if arguments else SCORING_MODEL_FILE
    model = fit(made, Reader())
    models = {name: getattr(model, name) for name in ("sentence", "read", "linked", "hops", "answered")}
    notes = {"made by": "python -m tests.tools.train_scoring_model", "threshold": model.threshold}
    save_linear_models(file, models, notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
