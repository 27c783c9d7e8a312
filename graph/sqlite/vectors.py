"""Vectors by id, and their likeness to another, out of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from graph.model import Integers, Kind, Matrix, Vector
from graph.rows import Mask
from graph.sentence_id import taken_apart
from graph.sqlite.rank import must_fit
from graph.sqlite.segment import Table
from graph.sqlite.sight import Snapshot


def rows(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Matrix:
    """One row an id, in the order asked; KeyError names an id without a vector."""
    found = np.empty((len(ids), snapshot.dimensions), np.float32)
    for hit, matrix in _held(snapshot, ids, of):
        found[hit >= 0] = matrix[hit[hit >= 0]]
    return found


def likeness(snapshot: Snapshot, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
    """One cosine an id, in the order asked; KeyError names an id without a vector."""
    asked = np.asarray(vector, np.float32).ravel()
    found = np.empty(len(ids), np.float32)
    for hit, matrix in _held(snapshot, ids, of):
        must_fit(asked, snapshot)
        found[hit >= 0] = matrix[hit[hit >= 0]] @ asked
    return found


def _held(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Iterator[tuple[Integers, Matrix]]:
    """The rows of these ids in each matrix that holds some of them, -1 for those that it does not; then KeyError where
    one is in none."""
    missing = np.ones(len(ids), bool)
    for owners, (held, matrix) in _tables(snapshot, ids, of):
        hit = _lines(held, owners)
        if (hit >= 0).any():
            yield hit, matrix
        missing &= hit < 0
    if missing.any():
        raise KeyError(ids[int(np.flatnonzero(missing)[0])])


def _tables(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Iterator[tuple[Integers, Table]]:
    """Each table of vectors, and what its first column calls these ids; -1 for those that are not there."""
    if of == "entity":
        owners = np.array([snapshot.register.places.get(name, -1) for name in ids], np.int64)
        yield from ((owners, table) for table in snapshot.entity_vectors)
        return
    parts = [taken_apart(name) for name in ids] if of == "sentence" else [(name, 0) for name in ids]
    ordinals = np.array([ordinal for _, ordinal in parts], np.int64)
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        known = segment.block.rows
        owners = np.array([known.get(passage, -1) for passage, _ in parts], np.int64)
        there = _alive(owners, alive)
        if of == "passage":
            yield np.where(there, owners, -1), segment.passage_vectors
        else:
            starts = segment.block.sentences
            there &= (ordinals >= 0) & (ordinals < starts[owners + 1] - starts[owners])
            yield np.where(there, starts[owners] + ordinals, -1), segment.sentence_vectors


def _alive(owners: Integers, alive: Mask) -> Mask:
    there: Mask = owners >= 0
    there[there] = alive[owners[there]]
    return there


def _lines(owners: Integers, wanted: Integers) -> Integers:
    """The line of each wanted owner, -1 for one without."""
    if not len(owners):
        return np.full(len(wanted), -1, np.int64)
    ordered = np.arange(len(owners)) if (owners[1:] > owners[:-1]).all() else np.argsort(owners, kind="stable")
    places = np.minimum(np.searchsorted(owners, wanted, sorter=ordered), len(owners) - 1)
    lines = ordered[places]
    return np.where((wanted >= 0) & (owners[lines] == wanted), lines, -1)
