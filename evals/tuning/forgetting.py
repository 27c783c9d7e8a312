"""Forgetting: what a tuned model has lost on tasks that it was not trained for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.bootstrap import Values
from evals.comparison.statistics import Interval, paired_bootstrap
from evals.metrics.retrieval_recall import is_found
from evals.tuning.base_model import BaseModel
from evals.tuning.gate import DEPTH, MIN_CASES
from evals.tuning.model_measures import answer_all, log_probability, score_answers
from evals.tuning.model_rows import GateQuestion, ModelRow
from evals.tuning.rows import embedded_text
from evals.tuning.templates import chat_messages
from evals.types import Case
from graph.types import Passage
from rag.embed.protocol import Embedder
from rag.llm.map_concurrent import Progress
from rag.types import Hit

Measure = Literal["recall@5", "token F1", "perplexity"]
Verdict = Literal["forgotten", "nothing forgotten", "not certain"]

TEXT_CHARS = 600
"""The characters of a text whose perplexity is measured."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a model was not trained for: cases with their passages, and all passages, of which these are some."""

    name: str
    cases: tuple[Case, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ForgettingRow:
    """One measure of a task before and after the training, over so many cases or texts.

    `interval` is of the gain: in the measure itself, or for perplexity in the natural logarithm of the probability of a
    token. Above 0 the tuned model is better.
    """

    task: str
    measure: Measure
    items: int
    before: float
    after: float
    interval: Interval

    def judge(self, margin: float) -> Verdict:
        """Tell whether there is a loss beyond chance, none beyond the margin, or neither is certain."""
        if self.interval.high < 0:
            return "forgotten"
        return "nothing forgotten" if self.interval.low >= -margin else "not certain"


def measure_embedders(task: Task, before: Embedder, after: Embedder) -> ForgettingRow:
    """Compare recall@5 by the cosine of whole passages."""
    found = [rank_passages(embedder, task.cases, task.passages) for embedder in (before, after)]
    gain = paired_bootstrap(found[1], found[0])
    return ForgettingRow(task.name, "recall@5", len(task.cases), float(found[0].mean()), float(found[1].mean()), gain)


def rank_passages(embedder: Embedder, cases: Sequence[Case], passages: Sequence[Passage]) -> Values:
    """Return the recall@5 of each case by the cosine of whole passages."""
    rows = embedder.embed([embedded_text(passage) for passage in passages])
    questions = embedder.embed([case.question for case in cases], "query")
    best = np.argsort(-(questions @ rows.T), axis=1, kind="stable")[:, :DEPTH]
    found = []
    for case, ranked in zip(cases, best, strict=True):
        hits = [Hit(passages[place], 0.0) for place in ranked]
        found.append(sum(is_found(gold, hits) for gold in case.gold) / len(case.gold))
    return np.array(found, dtype=np.float64)


def measure_answers(task: Task, model: BaseModel, brief: bool, progress: Progress) -> Values:
    """Return the token F1 of a language model's answer to each case from its own passages."""
    stored = {passage.id: passage for passage in task.passages}
    questions = []
    for case in task.cases:
        passages = [stored[gold.passage_id] for gold in case.gold if gold.passage_id in stored]
        questions.append(GateQuestion(chat_messages(case.question, passages, brief), case.reference))
    return score_answers(questions, answer_all(model, [one.messages for one in questions], progress))[0]


def measure_texts(task: Task, model: BaseModel, count: int) -> Values:
    """Return the mean natural logarithm of the probability of a token in each of the first texts."""
    rows = [ModelRow((), passage.text[:TEXT_CHARS]) for passage in task.passages[:count] if passage.text.strip()]
    return np.array([log_probability(model, row) / len(model.answer_ids(row.answer)) for row in rows])


def compare_answers(task: Task, before: Values, after: Values) -> ForgettingRow:
    """Return the row of token F1."""
    gain = paired_bootstrap(after, before)
    return ForgettingRow(task.name, "token F1", len(after), float(before.mean()), float(after.mean()), gain)


def compare_texts(task: Task, before: Values, after: Values) -> ForgettingRow:
    """Return the row of perplexity: the exponential of the mean over texts."""
    gain = paired_bootstrap(after, before)
    shown, now = (math.exp(-float(values.mean())) for values in (before, after))
    return ForgettingRow(task.name, "perplexity", len(after), shown, now, gain)


def judge_forgetting(rows: Sequence[ForgettingRow], margin: float) -> str:
    """Return the verdict on all rows in one line."""
    named = {verdict: _name(rows, verdict, margin) for verdict in ("forgotten", "not certain")}
    if named["forgotten"]:
        return f"forgotten: worse beyond chance in {named['forgotten']}"
    few = [measure for measure in _measures(rows) if _count(rows, measure) < MIN_CASES]
    if few:
        return f"not certain: fewer than {MIN_CASES} items for {', '.join(few)}; give more cases"
    if named["not certain"]:
        return f"not certain: a loss of more than {margin:g} is not excluded in {named['not certain']}; give more cases"
    return f"nothing forgotten: no measure is worse by more than {margin:g} (95%)"


def _measures(rows: Sequence[ForgettingRow]) -> list[Measure]:
    return list(dict.fromkeys(row.measure for row in rows))


def _count(rows: Sequence[ForgettingRow], measure: Measure) -> int:
    return sum(row.items for row in rows if row.measure == measure)


def _name(rows: Sequence[ForgettingRow], verdict: str, margin: float) -> str:
    return ", ".join(f"{row.measure} on {row.task}" for row in rows if row.judge(margin) == verdict)
