"""Look up vectors by id in the index, and their similarity to a query vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph.csr import Mask
from graph.sentence_id import split_sentence_id
from graph.sqlite.filtered_view import Snapshot
from graph.sqlite.search import check_dimensions
from graph.types import Integers, Kind, Matrix, Vector

# Marks a missing row or owner; as an index, the last element of an array.
MISSING_ROW = -1


def fetch_vectors(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Matrix:
    """Return one row per id, in the order given; KeyError names an id without a vector."""
    found = np.empty((len(ids), snapshot.dimensions), np.float32)
    for hit, matrix in _held(snapshot, ids, of):
        found[hit >= 0] = matrix[hit[hit >= 0]]
    return found


def fetch_similarities(snapshot: Snapshot, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
    """Return one cosine per id, in the order given; KeyError names an id without a vector."""
    asked = np.asarray(vector, np.float32).ravel()
    found = np.empty(len(ids), np.float32)
    for hit, matrix in _held(snapshot, ids, of):
        check_dimensions(asked, snapshot)
        found[hit >= 0] = matrix[hit[hit >= 0]] @ asked
    return found


def _held(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Iterator[tuple[Integers, Matrix]]:
    """Yield each matrix that holds some of these ids, with the row of each id, -1 if absent.

    Raises KeyError at the end if an id is in none.
    """
    missing = np.ones(len(ids), bool)
    for hit, matrix in _lines_of(snapshot, ids, of):
        if (hit >= 0).any():
            yield hit, matrix
        missing &= hit < 0
    if missing.any():
        raise KeyError(ids[int(np.flatnonzero(missing)[0])])


def _lines_of(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Iterator[tuple[Integers, Matrix]]:
    """Yield each matrix of vectors and the row of each id in it; -1 for ids that are not there."""
    if of == "entity":
        owners = np.array([snapshot.register.places.get(name, MISSING_ROW) for name in ids], np.int64)
        for held, matrix in snapshot.entity_vectors:
            order = np.argsort(held, kind="stable")
            yield np.append(order, MISSING_ROW)[_lines(held[order], owners)], matrix
        return
    parts = [split_sentence_id(name) for name in ids] if of == "sentence" else [(name, 0) for name in ids]
    ordinals = np.array([ordinal for _, ordinal in parts], np.int64)
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        known = segment.block.rows
        owners = np.array([known.get(passage, MISSING_ROW) for passage, _ in parts], np.int64)
        there = _alive(owners, alive)
        if of == "passage":
            held, matrix = segment.passage_vectors
            yield _lines(held, np.where(there, owners, MISSING_ROW)), matrix
        else:
            starts = segment.block.sentences
            there &= (ordinals >= 0) & (ordinals < starts[owners + 1] - starts[owners])
            held, matrix = segment.sentence_vectors
            yield _lines(held, np.where(there, starts[owners] + ordinals, MISSING_ROW)), matrix


def _alive(owners: Integers, alive: Mask) -> Mask:
    there: Mask = owners >= 0
    there[there] = alive[owners[there]]
    return there


def _lines(owners: Integers, wanted: Integers) -> Integers:
    """Return the row of each wanted owner, -1 if it has none; owners ascend, each with one row."""
    if not len(owners):
        return np.full(len(wanted), MISSING_ROW)
    if owners[-1] == len(owners) - 1:
        return np.where(wanted < len(owners), wanted, MISSING_ROW)
    lines = np.minimum(np.searchsorted(owners, wanted), len(owners) - 1)
    return np.where((wanted >= 0) & (owners[lines] == wanted), lines, MISSING_ROW)
