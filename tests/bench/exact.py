"""How much of the exact nearest neighbours a store finds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Kind, Matrix, Vectors


def recall(store: GraphStore, of: Kind, visible: Vectors, asked: Matrix, k: int, where: Filter = EVERYTHING) -> float:
    """The mean share of the k highest cosines over all `visible` vectors, those that equal the last among them, that
    are in `store.nearest`."""
    likeness = asked.astype(np.float64) @ visible.matrix.astype(np.float64).T
    rows = {name: row for row, name in enumerate(visible.ids)}
    k = min(k, len(rows))
    shares = []
    for vector, cosines in zip(asked, likeness, strict=True):
        last = np.partition(cosines, len(cosines) - k)[len(cosines) - k]
        found = [rows[name] for name, _ in store.nearest(vector, k, of, where)]
        shares.append(np.count_nonzero(cosines[found] >= last - 1e-7) / k)
    return float(np.mean(shares))


def kept(vectors: Vectors, passages: set[str]) -> Vectors:
    """The vectors of these passages, or of their sentences."""
    rows = [row for row, name in enumerate(vectors.ids) if name.partition("#")[0] in passages]
    return Vectors(tuple(vectors.ids[row] for row in rows), vectors.matrix[rows])


def some(documents: Sequence[str], share: float) -> tuple[str, ...]:
    """Every so many of the documents, at least one."""
    count = max(1, round(len(documents) * share))
    return tuple(documents[round(place * len(documents) / count)] for place in range(count))
