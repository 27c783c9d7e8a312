"""Measures of agreement between a judge's scores and people's labels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.bootstrap import Numbers, Values, percentile_interval, resample_statistic

AgreementStatistic = Literal["accuracy", "balanced_accuracy", "auroc", "pearson", "spearman"]

AGREEMENT_BOOTSTRAP_SAMPLES = 300
"""The number of bootstrap samples: enough to fix an interval's ends to about a hundredth of its width."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A measure's value and its 95% interval low..high."""

    value: float
    low: float
    high: float


def measure_agreement(
    measure: AgreementStatistic, gold: Values, scores: Values, groups: Numbers, seed: int = 0
) -> Agreement | None:
    """Measure the agreement of scores with gold, both of shape (n,); None if it is undefined.

    The interval is the percentile bootstrap over groups of items (B. Efron, 1979). Accuracy and balanced accuracy
    expect scores of 0 and 1.
    """
    of = MEASURES[measure]
    value = of(gold, scores)
    if value is None:
        return None
    drawn = resample_statistic(lambda rows: of(gold[rows], scores[rows]), groups, AGREEMENT_BOOTSTRAP_SAMPLES, seed)
    low, high = percentile_interval(drawn) if drawn else (value, value)
    return Agreement(value, low, high)


def auroc(gold: Values, scores: Values) -> float | None:
    """Return the area under the ROC curve, ties by half (D. Hand & R. Till, 2001); None without both classes."""
    yes = gold > 0
    positive, negative = int(yes.sum()), int((~yes).sum())
    if not positive or not negative:
        return None
    return float((_ranks(scores)[yes].sum() - positive * (positive + 1) / 2) / (positive * negative))


def accuracy(gold: Values, said: Values) -> float | None:
    """Return the share of items judged as by people."""
    return float(((said > 0) == (gold > 0)).mean()) if len(gold) else None


def balanced_accuracy(gold: Values, said: Values) -> float | None:
    """Return the mean recall of both classes; None without both."""
    yes = gold > 0
    if not yes.any() or yes.all():
        return None
    return float(((said[yes] > 0).mean() + (said[~yes] <= 0).mean()) / 2)


def pearson(gold: Values, scores: Values) -> float | None:
    """Return the Pearson correlation; None if one side is constant."""
    if len(gold) < 2 or np.ptp(gold) == 0 or np.ptp(scores) == 0:
        return None
    return float(np.corrcoef(gold, scores)[0, 1])


def spearman(gold: Values, scores: Values) -> float | None:
    """Return the rank correlation with averaged ties (C. Spearman, 1904); None if one side is constant."""
    return pearson(_ranks(gold), _ranks(scores))


MEASURES: dict[AgreementStatistic, Callable[[Values, Values], float | None]] = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "auroc": auroc,
    "pearson": pearson,
    "spearman": spearman,
}


def _ranks(values: Values) -> Values:
    """Return ranks from 1, averaged over ties."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])
