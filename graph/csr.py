"""Helpers for compressed sparse rows: the entries of row i lie at pointers[i]:pointers[i + 1]."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from graph.types import Integers

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def row_entries(pointers: Integers, rows: Integers) -> tuple[Integers, Integers]:
    """Return the index of every entry of these rows, and for each the position in `rows` of its row."""
    starts = pointers[rows]
    sizes = pointers[rows + 1] - starts
    owners = np.repeat(np.arange(len(rows)), sizes)
    ends = np.cumsum(sizes)
    places = np.arange(len(owners)) - np.repeat(ends - sizes - starts, sizes)
    return places, owners


def pointers(owners: Integers, rows: int) -> Integers:
    """Return the pointers for entries whose rows, in ascending order, are `owners`."""
    found: Integers = np.zeros(rows + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=rows), out=found[1:])
    return found


def entry_rows(pointers: Integers) -> Integers:
    """Return the row of each entry, the inverse of `pointers`."""
    return np.repeat(np.arange(len(pointers) - 1), np.diff(pointers))


def top_k(scores: npt.NDArray[np.floating], k: int, name: Callable[[int], str]) -> list[int]:
    """Return the indices of the k highest scores above zero, best first, ties by name.

    Scores are compared in single precision, so sums that differ only in the order of their terms are equal.
    """
    plain = scores.astype(np.float32)
    places = np.flatnonzero(plain > 0)
    if k <= 0 or not len(places):
        return []
    if len(places) > k:
        values = plain[places]
        places = places[values >= np.partition(values, len(values) - k)[len(values) - k]]
    ordered = sorted(
        (-score, name(place), place) for score, place in zip(plain[places].tolist(), places.tolist(), strict=True)
    )
    return [place for _, _, place in ordered[:k]]
