"""Confidence calibration: expected calibration error and Brier score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The answers with confidence in low..high: their number, mean confidence, and share that is right."""

    low: float
    high: float
    items: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`error` is the expected calibration error over the bins, `brier` the mean squared error; 0 is best for both."""

    error: float
    brier: float
    bins: tuple[CalibrationBin, ...]


def measure_calibration(
    confidences: Sequence[float], right: Sequence[float], count: int = CALIBRATION_BINS
) -> Calibration | None:
    """Measure how far confidences (0..1) are from being right (0..1); None if there are none.

    The error is |mean confidence − share right| weighted by the size of `count` equal-width bins (C. Guo et al., 2017);
    the score is G. Brier's (1950) of the event "the answer given is right".
    """
    if len(confidences) != len(right):
        raise ValueError(f"{len(confidences)} confidences for {len(right)} answers")
    if not len(right):
        return None
    predicted, actual = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    if not (np.isfinite(predicted).all() and predicted.min() >= 0 and predicted.max() <= 1):
        raise ValueError("a confidence lies in 0..1")
    bin_indices = np.minimum((predicted * count).astype(np.int64), count - 1)
    bins = []
    for bin_index in range(count):
        inside = bin_indices == bin_index
        if inside.any():
            low, high = bin_index / count, (bin_index + 1) / count
            bins.append(
                CalibrationBin(
                    low, high, int(inside.sum()), float(predicted[inside].mean()), float(actual[inside].mean())
                )
            )
    error = sum(
        calibration_bin.items * abs(calibration_bin.confidence - calibration_bin.right) for calibration_bin in bins
    ) / len(predicted)
    return Calibration(float(error), float(np.mean((predicted - actual) ** 2)), tuple(bins))
