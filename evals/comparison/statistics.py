"""Significance tests for the difference between two systems asked the same questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from evals.bootstrap import MAX_DRAWN_CELLS, Values, mean_interval

MAX_SIGN_PATTERNS = 4096  # sign patterns up to which all are looked at


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean of a − b, its 95% interval low..high, and the two-sided p-value of "no difference"."""

    difference: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class SignFlipDistribution:
    """The null distribution of the sum under random signs: values, probabilities, and the rounding `error`."""

    sums: Values
    weights: Values
    error: float


def paired_bootstrap(a: Values, b: Values, samples: int = 10_000, seed: int = 0) -> Interval:
    """Test how much larger a is than b on the same items; both have shape (n,), n ≥ 1, all finite.

    The interval is the percentile bootstrap over items (B. Efron, 1979); the p-value a sign-flip permutation test
    (R. A. Fisher, 1935), exact if all sign patterns can be enumerated. ValueError on other shapes or non-finite values.
    """
    if a.shape != b.shape or a.ndim != 1 or not len(a):
        raise ValueError(f"paired values must be two equally long rows, got shapes {a.shape} and {b.shape}")
    differences = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    if not np.isfinite(differences).all():
        raise ValueError("paired values must be finite numbers")
    mean = float(differences.mean())
    low, high = mean_interval(differences, samples, seed)
    # Rounding in the last digit must not push the mean of equal differences outside its own interval.
    return Interval(mean, min(low, mean), max(high, mean), two_sided_p_value(differences, samples, seed))


def two_sided_p_value(differences: Values, samples: int = 10_000, seed: int = 0) -> float:
    """Return the share of sign patterns whose sum is at least as far from 0 as the observed one."""
    kept = differences[differences != 0]
    if not len(kept):
        return 1.0
    chance = _sign_flip_distribution(kept, samples, seed)
    return min(1.0, float(chance.weights[np.abs(chance.sums) >= abs(kept.sum()) - chance.error].sum()))


def drop_p_value(gains: Values, samples: int = 10_000, seed: int = 0) -> float:
    """Return the one-sided p-value of "not worse": small if the gains lie below 0 by more than chance.

    A sign-flip permutation test that counts ties half (the mid-p of H. O. Lancaster, 1961); if all gains have one size
    it is McNemar's mid-p test, which keeps its level closely on few discordant pairs (M. W. Fagerland et al., 2013).
    """
    kept = gains[gains != 0]
    if not len(kept):
        return 0.5
    chance = _sign_flip_distribution(kept, samples, seed)
    below = chance.sums < kept.sum() - chance.error
    equal = ~below & (chance.sums <= kept.sum() + chance.error)
    return min(1.0, float(chance.weights[below].sum() + chance.weights[equal].sum() / 2))


def _sign_flip_distribution(kept: Values, samples: int, seed: int) -> SignFlipDistribution:
    """Return the sums under every sign pattern, or under `samples` random ones and the observed one."""
    count, size = len(kept), np.abs(kept)
    error = 1e-9 * max(1.0, float(size.sum()))
    if np.ptp(size) <= 1e-12 * size[0]:
        ups = np.arange(count + 1)
        logs = [math.lgamma(count + 1) - math.lgamma(up + 1) - math.lgamma(count - up + 1) for up in range(count + 1)]
        return SignFlipDistribution(size[0] * (2.0 * ups - count), np.exp(np.array(logs) - count * math.log(2)), error)
    if count < 30 and 2**count <= MAX_SIGN_PATTERNS:
        patterns = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        return SignFlipDistribution((2.0 * patterns - 1.0) @ kept, np.full(2**count, 0.5**count), error)
    generator = np.random.default_rng(seed + 1)
    rows = max(1, MAX_DRAWN_CELLS // count)
    sums = [
        2.0 * (generator.integers(0, 2, (min(rows, samples - start), count), dtype=np.int8) @ kept) - kept.sum()
        for start in range(0, samples, rows)
    ]
    # The observed pattern is among those possible, so a sampled p-value is never 0 (Davison & Hinkley, 1997, ch. 4).
    every = np.append(np.concatenate(sums), kept.sum())
    return SignFlipDistribution(every, np.full(len(every), 1 / len(every)), error)


def correct_holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values of one family with Holm's correction of the family-wise error rate (S. Holm, 1979)."""
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def detectable(gains: Values, least: float = 0.0, level: float = 0.05, power: float = 0.9) -> float | None:
    """Return the true drop found with this power: past `least`, and by a one-sided test at this level.

    Uses the normal approximation; None for fewer than two gains.
    """
    if len(gains) < 2:
        return None
    normal = NormalDist()
    spread = float(gains.std(ddof=1)) / math.sqrt(len(gains))
    return max(least, normal.inv_cdf(1 - level) * spread) + normal.inv_cdf(power) * spread
