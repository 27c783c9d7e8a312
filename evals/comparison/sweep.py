"""Sweeps over system configurations: the cost and quality of each, and the Pareto front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from evals.bootstrap import mean_interval
from evals.types import Run
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class SweepSetup:
    """One configuration: characters per passage (0: as stored), passages retrieved, retriever, and answering model
    (empty: the configured one).
    """

    size: int
    k: int
    retriever: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """A configuration's results: the mean of a metric with its 95% interval, seconds and model tokens per answer.

    `quality` is None if nothing was scored. `best` says that no other configuration is at least as good in all three
    and better in one.
    """

    setup: SweepSetup
    run: str
    quality: float | None
    low: float | None
    high: float | None
    scored: int
    cases: int
    faults: int
    p50: float
    p95: float
    tokens: float
    passages: int
    best: bool = False


def setup_grid(
    sizes: Sequence[int], ks: Sequence[int], retrievers: Sequence[str], models: Sequence[str] = ("",)
) -> list[SweepSetup]:
    """Return every combination once, grouped by size, because documents are re-ingested for each size."""
    return [SweepSetup(*each) for each in dict.fromkeys(product(sizes, ks, retrievers, models))]


def sweep_point(setup: SweepSetup, run: Run, metric: str, passages: int = 0) -> SweepPoint:
    """Summarise a run of a configuration; UsageError for a metric that has a unit or is better when lower."""
    scores = [score for result in run.results for score in result.scores if score.metric == metric]
    if any(score.unit or score.better == "lower" for score in scores):
        raise UsageError(f"{metric} does not measure quality", "choose one that is better when higher, in 0..1")
    values = np.array([score.value for score in scores if score.value is not None], dtype=np.float64)
    answers = [result.answer for result in run.results if result.answer]
    seconds = np.array([answer.seconds for answer in answers] or [0.0])
    low, high = mean_interval(values) if len(values) else (None, None)
    return SweepPoint(
        setup,
        run.id,
        float(values.mean()) if len(values) else None,
        low,
        high,
        len(values),
        len(run.results),
        sum(bool(result.fault) for result in run.results),
        float(np.quantile(seconds, 0.5)),
        float(np.quantile(seconds, 0.95)),
        sum(answer.usage.read + answer.usage.written for answer in answers) / max(1, len(answers)),
        passages,
    )


def mark_pareto_front(points: Sequence[SweepPoint]) -> list[SweepPoint]:
    """Return the points, best quality first, each marked with whether it is on the Pareto front."""
    marked = [replace(point, best=point.quality is not None and not _dominated(point, points)) for point in points]
    return sorted(marked, key=lambda point: (-(point.quality if point.quality is not None else -1.0), point.p50))


def _dominated(point: SweepPoint, points: Sequence[SweepPoint]) -> bool:
    worth = _worth(point)
    return any(
        all(theirs >= mine for theirs, mine in zip(_worth(other), worth, strict=True)) and _worth(other) != worth
        for other in points
        if other.quality is not None
    )


def _worth(point: SweepPoint) -> tuple[float, float, float]:
    return (point.quality if point.quality is not None else -1.0, -point.p50, -point.tokens)
