"""Whether the scores of the last days differ from those of the weeks before by more than chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from evals.bootstrap import percentile_interval, resample_means
from evals.online.book import OnlineScore

MIN_ANSWERS = 5
"""Scored answers on each side from which an interval is told."""
SAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Period:
    """The mean score of a number of answers; None without any."""

    answers: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Drift:
    """A metric over the last days and over the weeks before them.

    `change` is the recent mean minus the one before, and `interval` its 95% bootstrap interval; None with too few
    answers on either side.
    """

    metric: str
    recent: Period
    before: Period
    change: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def moved(self) -> bool:
        """Whether the interval excludes no change."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


def measure_drift(scores: Iterable[OnlineScore], now: datetime, days: int, weeks: int) -> tuple[Drift, ...]:
    """Compare the `days` days before `now` with the `weeks` weeks before those, for each metric by name.

    Only scores of a metric's latest version count.
    """
    return tuple(_drift(metric, held, now, days, weeks) for metric, held in _by_metric(scores))


def _by_metric(scores: Iterable[OnlineScore]) -> Iterator[tuple[str, list[OnlineScore]]]:
    known = list(scores)
    for metric in sorted({score.metric for score in known}):
        own = [score for score in known if score.metric == metric]
        latest = max(score.version for score in own)
        yield metric, [score for score in own if score.version == latest]


def _drift(metric: str, scores: list[OnlineScore], now: datetime, days: int, weeks: int) -> Drift:
    turn, start = now - timedelta(days=days), now - timedelta(days=days, weeks=weeks)
    dated = [(datetime.fromisoformat(score.asked), score.value) for score in scores if score.value is not None]
    recent = np.array([value for asked, value in dated if turn <= asked <= now])
    before = np.array([value for asked, value in dated if start <= asked < turn])
    if min(len(recent), len(before)) < MIN_ANSWERS:
        return Drift(metric, _period(recent), _period(before))
    drawn = resample_means(recent, SAMPLES, 0) - resample_means(before, SAMPLES, 1)
    change = float(recent.mean() - before.mean())
    return Drift(metric, _period(recent), _period(before), change, percentile_interval(drawn))


def _period(values: np.ndarray) -> Period:
    return Period(len(values), float(values.mean()) if len(values) else None)
