"""The percentile bootstrap: how far a statistic would vary if other items had been drawn (B. Efron, 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

MAX_DRAWN_CELLS = 2_000_000
"""Numbers drawn at a time, which bounds the memory."""


def percentile_interval(drawn: Values | Sequence[float]) -> tuple[float, float]:
    """Return the ends of the 95% interval of a statistic's draws; ValueError if there are none."""
    if not len(drawn):
        raise ValueError("nothing was drawn")
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def mean_interval(values: Values, samples: int = 2000, seed: int = 0) -> tuple[float, float]:
    """Return the 95% interval of the mean of values, shape (n,), n ≥ 1."""
    return percentile_interval(resample_means(values, samples, seed))


def resample_means(values: Values, samples: int, seed: int) -> Values:
    """Return the means of `samples` bootstrap draws of the n values."""
    generator = np.random.default_rng(seed)
    count = len(values)
    distinct, times = np.unique(values, return_counts=True)
    if 8 * len(distinct) <= count:  # how often each distinct value is drawn says as much, and is drawn at once
        drawn = generator.multinomial(count, times / count, samples)
        return np.asarray(drawn @ distinct / count)
    rows = max(1, MAX_DRAWN_CELLS // count)
    parts = [
        values[generator.integers(0, count, (min(rows, samples - start), count))].mean(axis=1)
        for start in range(0, samples, rows)
    ]
    return np.concatenate(parts)


def resample_table_sums(tables: Values, samples: int, seed: int) -> Values:
    """Return the sums of `samples` bootstrap draws of n tables, one per group of items: (n, …) to (samples, …)."""
    count = len(tables)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), samples)
    return np.asarray((times @ tables.reshape(count, -1)).reshape(samples, *tables.shape[1:]))


def resample_statistic(
    statistic: Callable[[Numbers], float | None], groups: Numbers, samples: int, seed: int = 0
) -> list[float]:
    """Return the statistic of `samples` bootstrap draws of whole groups; those that are undefined are left out.

    `groups` names the group of each item, shape (n,); the statistic takes the drawn items' indices.
    """
    generator = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    _, starts = np.unique(groups[order], return_index=True)
    members = np.split(order, starts[1:])
    drawn = (
        statistic(np.concatenate([members[group] for group in generator.integers(0, len(members), len(members))]))
        for _ in range(samples)
    )
    return [value for value in drawn if value is not None]
