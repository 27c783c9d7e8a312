"""How good the answers are: the last run against the one before, its trend, and what people said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.comparison.compare import compare_pair
from evals.summary import Average, summarise_run

if TYPE_CHECKING:
    from evals.archive import Archive, Overview
    from evals.comparison.compare import MetricComparison
    from evals.types import Case, Feedback, Run

TREND_RUNS = 8
"""Runs in a trend, the last one included."""

MAIN_METRICS = ("answer_correctness", "faithfulness", "retrieval_recall")


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """The means of one metric over the last runs, oldest first; `change` is that since the run before, if both have it.

    Each mean has its 95% interval, from drawing the cases of its run again. The interval and the verdict of the change
    are over the cases that both runs asked.
    """

    metric: str
    means: tuple[float, ...]
    intervals: tuple[tuple[float, float], ...]
    scored: str
    change: MetricComparison | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """Counts of what people said: answers they liked and disliked, and dislikes with a right answer but no case."""

    liked: int
    disliked: int
    promotable: int


def read_trends(archive: Archive, runs: Sequence[Overview]) -> tuple[MetricTrend, ...]:
    """Return the trend of each main metric that the last run has; `runs` are newest first."""
    loaded = [archive.load(run.id) for run in runs[:TREND_RUNS]]
    if not loaded:
        return ()
    means = [_main_averages(run) for run in loaded]
    changes = _compare_last(loaded)
    trends = []
    for key, average in means[0].items():
        of = [
            (earlier[key].mean, _find_interval(run, key))
            for run, earlier in zip(reversed(loaded), reversed(means), strict=True)
            if key in earlier
        ]
        values = tuple(mean for mean, _ in of if mean is not None)
        intervals = tuple(interval for mean, interval in of if mean is not None)
        trends.append(MetricTrend(average.metric, values, intervals, average.coverage, changes.get(key)))
    return tuple(trends)


def count_opinions(feedback: Sequence[Feedback], cases: Sequence[Case]) -> Opinions:
    """Count feedback by rating, and what could still become a test question."""
    promoted = {case.origin for case in cases}
    promotable = [one for one in feedback if one.expected and f"feedback:{one.id}" not in promoted]
    liked = sum(one.rating == "up" for one in feedback)
    return Opinions(liked, len(feedback) - liked, len(promotable))


def _main_averages(run: Run) -> dict[tuple[str, str], Average]:
    """Return the averages of the main metrics by metric and judge, in the order of the metrics."""
    known = [average for average in summarise_run(run).of() if average.mean is not None]
    return {
        (average.metric, average.judge): average
        for metric in MAIN_METRICS
        for average in known
        if average.metric == metric
    }


def _find_interval(run: Run, key: tuple[str, str]) -> tuple[float, float]:
    """Return the 95% interval of the mean of a metric that the run has, by metric and judge."""
    import numpy as np

    from evals.bootstrap import mean_interval

    scores = (score for result in run.results for score in result.scores if (score.metric, score.judge) == key)
    return mean_interval(np.array([score.value for score in scores if score.value is not None], dtype=np.float64))


def _compare_last(runs: Sequence[Run]) -> dict[tuple[str, str], MetricComparison]:
    if len(runs) < 2:
        return {}
    contrasts = compare_pair(runs[1], runs[0]).contrasts
    return {(one.metric, one.judge): one for one in contrasts if one.interval is not None}
