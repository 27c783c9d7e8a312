"""Confidence intervals of proportions."""

from __future__ import annotations

import math

NORMAL_QUANTILE = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5% on either side."""


def wilson_interval(hits: float, items: int, z: float = NORMAL_QUANTILE) -> tuple[float, float]:
    """Return the 95% interval of a proportion (E. B. Wilson, 1927); 0..1 if nothing was counted."""
    if items <= 0:
        return 0.0, 1.0
    share = hits / items
    denominator = 1 + z * z / items
    middle = (share + z * z / (2 * items)) / denominator
    half = z * math.sqrt(share * (1 - share) / items + z * z / (4 * items * items)) / denominator
    # Rounding must not push a share of 0 or 1 outside its own interval.
    return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)
