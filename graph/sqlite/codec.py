"""Numbers as bytes, little-endian: int32 for ids, counts and places, float32 for vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from graph.types import Matrix

Narrow = npt.NDArray[np.int32]


def integers(values: Sequence[int] | Narrow) -> bytes:
    """Whole numbers as bytes."""
    return np.asarray(values, dtype="<i4").tobytes()


def numbers(data: bytes) -> Narrow:
    """The whole numbers that the bytes hold."""
    return np.frombuffer(data, dtype="<i4").astype(np.int32, copy=False)


def floats(values: Matrix) -> bytes:
    """Vectors as bytes, row after row."""
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def rows(blobs: Iterable[bytes], dimensions: int) -> Matrix:
    """The vectors of all blobs under one another, one row each."""
    # Grown in place: the vectors of a large store would stand in memory three times, as blobs, joined and as numbers.
    held = bytearray()
    for blob in blobs:
        held += blob
    data = np.frombuffer(held, dtype="<f4").astype(np.float32, copy=False)
    return data.reshape(-1, dimensions) if dimensions else data.reshape(0, 0)
