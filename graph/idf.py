"""Inverse document frequency: how much a word or an entity that few texts contain tells about them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.csr import Floats


def idf(total: int, holding: npt.ArrayLike, least: float = 1.0) -> npt.NDArray[np.floating]:
    """Return ln(1 + N / n) for what `holding` of `total` texts contain, counting what none contains as in `least`."""
    return np.asarray(np.log1p(total / np.maximum(holding, least)))


def bm25_idf(total: int, holding: npt.ArrayLike) -> Floats:
    """Return Lucene's idf for BM25, ln(1 + (N - n + .5) / (n + .5)), of what `holding` of `total` texts contain."""
    held = np.asarray(holding, np.float64)
    return np.log1p((total - held + 0.5) / (held + 0.5))
