"""Measures of agreement between a judge's scores and people's labels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Measure = Literal["accuracy", "balanced_accuracy", "auroc", "pearson", "spearman"]

SAMPLES = 300
"""Draws behind an interval: its ends are then sure to about a hundredth of its width."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A measure's value and its 95% interval low..high."""

    value: float
    low: float
    high: float


def agreement(
    measure: Measure, gold: Values, scores: Values, groups: npt.NDArray[np.int64], seed: int = 0
) -> Agreement | None:
    """How far scores agree with gold, both of shape (n,); None where it is not defined.

    The interval is the percentile bootstrap over groups of items (B. Efron, 1979). Accuracy and balanced accuracy take
    scores of 0 and 1.
    """
    of = MEASURES[measure]
    value = of(gold, scores)
    if value is None:
        return None
    generator = np.random.default_rng(seed)
    members = _members(groups)
    drawn: list[float] = []
    for _ in range(SAMPLES):
        chosen = np.concatenate([members[i] for i in generator.integers(0, len(members), len(members))])
        found = of(gold[chosen], scores[chosen])
        if found is not None:
            drawn.append(found)
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (value, value)
    return Agreement(value, float(low), float(high))


def auroc(gold: Values, scores: Values) -> float | None:
    """The chance that a yes (gold > 0) scores above a no, ties by half (D. Hand & R. Till, 2001); None without both."""
    yes = gold > 0
    positive, negative = int(yes.sum()), int((~yes).sum())
    if not positive or not negative:
        return None
    return float((_ranks(scores)[yes].sum() - positive * (positive + 1) / 2) / (positive * negative))


def accuracy(gold: Values, said: Values) -> float | None:
    """The share of items judged as by people."""
    return float(((said > 0) == (gold > 0)).mean()) if len(gold) else None


def balanced_accuracy(gold: Values, said: Values) -> float | None:
    """The mean of the shares of yes and of no that are judged as by people; None without both."""
    yes = gold > 0
    if not yes.any() or yes.all():
        return None
    return float(((said[yes] > 0).mean() + (said[~yes] <= 0).mean()) / 2)


def pearson(gold: Values, scores: Values) -> float | None:
    """The correlation of both; None where one of them is all the same."""
    if len(gold) < 2 or np.ptp(gold) == 0 or np.ptp(scores) == 0:
        return None
    return float(np.corrcoef(gold, scores)[0, 1])


def spearman(gold: Values, scores: Values) -> float | None:
    """The correlation of ranks, ties sharing theirs (C. Spearman, 1904); None where one side is all the same."""
    return pearson(_ranks(gold), _ranks(scores))


MEASURES: dict[Measure, Callable[[Values, Values], float | None]] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "auroc": auroc,
    "pearson": pearson,
    "spearman": spearman,
}


def _ranks(values: Values) -> Values:
    """Ranks from 1, ties sharing the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])


def _members(groups: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    order = np.argsort(groups, kind="stable")
    _, starts = np.unique(groups[order], return_index=True)
    return np.split(order, starts[1:])
