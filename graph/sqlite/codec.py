"""Pack numbers as little-endian bytes: int32 for ids, counts and offsets, float32 for vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from graph.types import Matrix

Int32Array = npt.NDArray[np.int32]


def pack_integers(values: Sequence[int] | Int32Array) -> bytes:
    """Pack integers."""
    return np.asarray(values, dtype="<i4").tobytes()


def unpack_integers(data: bytes) -> Int32Array:
    """Unpack integers."""
    return np.frombuffer(data, dtype="<i4").astype(np.int32, copy=False)


def pack_vectors(values: Matrix) -> bytes:
    """Pack vectors, row by row."""
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def unpack_vectors(blobs: Iterable[bytes], dimensions: int) -> Matrix:
    """Unpack all blobs into one matrix, one vector per row."""
    # Grown in place: otherwise a large store's vectors would be in memory three times, as blobs, joined and unpacked.
    held = bytearray()
    for blob in blobs:
        held += blob
    data = np.frombuffer(held, dtype="<f4").astype(np.float32, copy=False)
    return data.reshape(-1, dimensions) if dimensions else data.reshape(0, 0)
