"""Vectors by id, out of the index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.model import Integers, Kind, Matrix
from graph.sqlite.segment import Table
from graph.sqlite.sight import Snapshot


def rows(snapshot: Snapshot, ids: Sequence[str], of: Kind) -> Matrix:
    """One row an id, in the order asked; KeyError names an id without a vector."""
    found = np.empty((len(ids), snapshot.dimensions), np.float32)
    missing = np.ones(len(ids), bool)
    if of == "entity":
        places = [snapshot.register.places.get(name, -1) for name in ids]
        for table in snapshot.entity_vectors:
            _fill(found, missing, table, np.array(places, np.int64))
    else:
        for number, segment in enumerate(snapshot.segments):
            table = segment.passage_vectors if of == "passage" else segment.sentence_vectors
            _fill(found, missing, table, np.array([_row(snapshot, number, name, of) for name in ids], np.int64))
    if missing.any():
        raise KeyError(ids[int(np.flatnonzero(missing)[0])])
    return found


def _row(snapshot: Snapshot, number: int, name: str, of: Kind) -> int:
    """The row of a passage or sentence in a segment; -1 when it is not there or no longer alive."""
    block = snapshot.segments[number].block
    passage, _, ordinal = name.rpartition("#") if of == "sentence" else (name, "", "")
    row = block.rows.get(passage, -1)
    if row < 0 or not snapshot.alive[number][row]:
        return -1
    if of == "passage":
        return row
    place = int(block.sentences[row]) + int(ordinal) if ordinal.isdecimal() else -1
    return place if place < block.sentences[row + 1] else -1


def _fill(
    found: Matrix, missing: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], table: Table, wanted: Integers
) -> None:
    owners, matrix = table
    order = np.argsort(owners, kind="stable")
    place = np.searchsorted(owners, wanted, sorter=order)
    inside = (place < len(owners)) & (wanted >= 0)
    places = order[np.where(inside, place, 0)] if len(owners) else place
    hit = inside & (owners[places] == wanted) if len(owners) else inside & False
    found[hit] = matrix[places[hit]]
    missing &= ~hit
