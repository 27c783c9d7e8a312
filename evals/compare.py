"""Sets two runs side by side, case by case, and tells a difference from chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evals.model import Better, Judge, Run, Score
from evals.statistics import Interval, paired_bootstrap

Key = tuple[str, Judge, int]


@dataclass(frozen=True, slots=True)
class Contrast:
    """One metric in both runs, over the `scored` cases that both have a value for, of `cases` that both asked.

    `interval` is that of b − a, None when nothing was scored in both; wins are cases where b is better, whichever
    way the metric runs.
    """

    metric: str
    judge: Judge
    unit: str
    better: Better
    mean_a: float | None
    mean_b: float | None
    interval: Interval | None
    wins: int
    losses: int
    ties: int
    scored: int
    cases: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases that both asked, and how many only one of them did."""

    a: str
    b: str
    cases: int
    only_a: int
    only_b: int
    contrasts: tuple[Contrast, ...]


def compare(a: Run, b: Run, samples: int = 10_000, seed: int = 0) -> Comparison:
    """How b differs from a, a line for each metric, judge and version that scored in either."""
    first, second = _scores(a), _scores(b)
    shared = sorted(first.keys() & second.keys())
    keys = sorted({key for scores in (first, second) for case_id in shared for key in scores[case_id]})
    contrasts = tuple(
        _contrast(key, [(first[i].get(key), second[i].get(key)) for i in shared], samples, seed) for key in keys
    )
    return Comparison(
        a.name or a.id, b.name or b.id, len(shared), len(first) - len(shared), len(second) - len(shared), contrasts
    )


def _scores(run: Run) -> dict[str, dict[Key, Score]]:
    return {
        result.case.id: {(score.metric, score.judge, score.version): score for score in result.scores}
        for result in run.results
    }


def _contrast(key: Key, pairs: list[tuple[Score | None, Score | None]], samples: int, seed: int) -> Contrast:
    known = next(score for pair in pairs for score in pair if score)
    values = [
        (first.value, second.value)
        for first, second in pairs
        if first and second and first.value is not None and second.value is not None
    ]
    both = np.array(values, dtype=np.float64).reshape(-1, 2)
    gain = (both[:, 1] - both[:, 0]) * (1 if known.better == "higher" else -1)
    return Contrast(
        metric=key[0],
        judge=key[1],
        unit=known.unit,
        better=known.better,
        mean_a=float(both[:, 0].mean()) if values else None,
        mean_b=float(both[:, 1].mean()) if values else None,
        interval=paired_bootstrap(both[:, 1], both[:, 0], samples, seed) if values else None,
        wins=int((gain > 0).sum()),
        losses=int((gain < 0).sum()),
        ties=int((gain == 0).sum()),
        scored=len(values),
        cases=len(pairs),
    )
