"""The gate of a tuned embedder or reranker: on held-out cases, retrieval must not be worse by more than a margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Values
from evals.comparison.statistics import Interval, paired_bootstrap
from evals.metrics.retrieval_recall import is_found
from evals.types import Case
from graph.text.counting import count_noun
from graph.types import Filter
from rag.llm.map_concurrent import Progress, no_progress
from rag.types import Retriever

MIN_CASES = 20
"""The fewest held-out cases that a verdict is based on."""

DEPTH = 5


@dataclass(frozen=True, slots=True)
class GateRow:
    """One retriever on the held-out cases: mean recall@5 before and after, and the interval of after − before."""

    retriever: str
    before: float
    after: float
    interval: Interval
    passed: bool


@dataclass(frozen=True, slots=True)
class TuningVerdict:
    """Whether a tuned model may be used by a margin of recall, and in one line why."""

    passed: bool
    cases: int
    reason: str
    margin: float
    rows: tuple[GateRow, ...] = ()


def recalls(retrieve: Retriever, cases: Sequence[Case], where: Filter, progress: Progress = no_progress) -> Values:
    """Return the share of each case's gold passages among the first five."""
    return recalls_at((DEPTH,), retrieve, cases, where, progress)[DEPTH]


def recalls_at(
    depths: Sequence[int], retrieve: Retriever, cases: Sequence[Case], where: Filter, progress: Progress = no_progress
) -> dict[int, Values]:
    """Return the share of each case's gold passages among the first hits, by how many of them are looked at."""
    found: dict[int, list[float]] = {depth: [] for depth in depths}
    for done, case in enumerate(cases, 1):
        hits = retrieve(case.question, max(depths), where)
        for depth, shares in found.items():
            shares.append(sum(is_found(gold, hits[:depth]) for gold in case.gold) / len(case.gold))
        progress(done, len(cases))
    return {depth: np.array(shares, dtype=np.float64) for depth, shares in found.items()}


def judge(before: Mapping[str, Values], after: Mapping[str, Values], margin: float) -> TuningVerdict:
    """Compare recalls by retriever: each one's interval must stay above −margin, and the first one's mean must not
    fall."""
    cases = len(next(iter(before.values()), ()))
    if cases < MIN_CASES:
        return TuningVerdict(False, cases, too_few(cases), margin)
    rows = tuple(compare(name, before[name], after[name], margin) for name in before)
    worse = [row.retriever for row in rows if not row.passed]
    if worse:
        return TuningVerdict(False, cases, f"{', '.join(worse)} may be worse by more than {margin:g}", margin, rows)
    if rows[0].after < rows[0].before:
        return TuningVerdict(False, cases, f"{rows[0].retriever} finds less than before", margin, rows)
    return TuningVerdict(True, cases, f"no retriever is worse by more than {margin:g}", margin, rows)


def too_few(cases: int) -> str:
    """Return why so few held-out cases give no verdict."""
    return f"{count_noun(cases, 'held-out case')} cannot be judged by: at least {MIN_CASES} are needed"


def compare(name: str, before: Values, after: Values, margin: float) -> GateRow:
    """Return means and paired interval; it passes if the interval stays above −margin."""
    interval = paired_bootstrap(after, before)
    return GateRow(name, float(before.mean()), float(after.mean()), interval, interval.low >= -margin)
