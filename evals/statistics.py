"""Tells a difference between two systems from chance, over the same questions asked of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
CELLS = 2_000_000  # numbers drawn at a time, which bounds the memory


@dataclass(frozen=True, slots=True)
class Interval:
    """The mean of a − b, its 95% interval low..high, and the two-sided p-value of "no difference"."""

    difference: float
    low: float
    high: float
    p_value: float


def paired_bootstrap(a: Values, b: Values, samples: int = 10_000, seed: int = 0) -> Interval:
    """How much larger a is than b on the same items; both have shape (n,), n ≥ 1, all finite.

    The interval is the percentile bootstrap over items (B. Efron, 1979); the p-value a sign-flip permutation test
    (R. A. Fisher, 1935), exact when every pattern of signs fits into `samples`. ValueError on other shapes.
    """
    if a.shape != b.shape or a.ndim != 1 or not len(a):
        raise ValueError(f"paired values must be two equally long rows, got shapes {a.shape} and {b.shape}")
    differences = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    if not np.isfinite(differences).all():
        raise ValueError("paired values must be finite numbers")
    mean = float(differences.mean())
    low, high = np.quantile(_resampled_means(differences, samples, seed), (0.025, 0.975))
    # Rounding in the last digit must not push the mean of equal differences out of its own interval.
    return Interval(mean, min(float(low), mean), max(float(high), mean), _sign_flip(differences, samples, seed))


def _resampled_means(differences: Values, samples: int, seed: int) -> Values:
    """The means of `samples` draws of n items with replacement."""
    generator = np.random.default_rng(seed)
    count = len(differences)
    rows = max(1, CELLS // count)
    parts = [
        differences[generator.integers(0, count, (min(rows, samples - start), count))].mean(axis=1)
        for start in range(0, samples, rows)
    ]
    return np.concatenate(parts)


def _sign_flip(differences: Values, samples: int, seed: int) -> float:
    """The share of sign patterns under which the sum is at least as far from 0 as the one observed."""
    kept = differences[differences != 0]
    if not len(kept):
        return 1.0
    observed = abs(kept.sum())
    reach = observed - 1e-9 * max(1.0, float(np.abs(kept).sum()))
    if len(kept) < 60 and 2 ** len(kept) <= samples:
        patterns = (np.arange(2 ** len(kept))[:, None] >> np.arange(len(kept))) & 1
        return float((np.abs((2.0 * patterns - 1.0) @ kept) >= reach).mean())
    generator = np.random.default_rng(seed + 1)
    rows = max(1, CELLS // len(kept))
    extreme = 0
    for start in range(0, samples, rows):
        signs = 2.0 * generator.integers(0, 2, (min(rows, samples - start), len(kept)), dtype=np.int8) - 1.0
        extreme += int((np.abs(signs @ kept) >= reach).sum())
    # The observed pattern is one of those possible, so a drawn p-value is never 0 (Davison & Hinkley, 1997, ch. 4).
    return (extreme + 1) / (samples + 1)
