"""The in-memory index: sealed segments, a small delta and tombstones, kept up to date from the change log.

A segment is merged into the older one before it when it has grown to a fraction of its size, so the cost of a write
depends on the document, not on the store. A database restored from a backup has another generation, and the index is
rebuilt.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from graph.bm25 import Postings
from graph.csr import Mask
from graph.database import Database
from graph.entity_search import Names
from graph.held_state import HeldState
from graph.sqlite import load
from graph.sqlite.filtered_view import Snapshot
from graph.sqlite.load import DocumentScope, EntityRegister
from graph.sqlite.segment import Segment, SegmentTable, merge_segments, seal

SMALL = 256
FRACTION = 4
# Names of removed documents stay in the register until it is rebuilt.
SLACK = 10_000


class HeldIndex:
    """A held state of the file with the index at its revision."""

    def __init__(self, state: HeldState, snapshot: Snapshot) -> None:
        self.read = state.read
        self._snapshot = snapshot

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, Snapshot]]:
        """Yield the held state's connection and the index."""
        with self.read() as connection:
            yield connection, self._snapshot


class Index:
    """The index of one store; any number of threads read it while one of them updates it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._full = 0

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, Snapshot]]:
        """Yield a read transaction and the index at the same revision."""
        while True:
            with self._database.read() as connection:
                snapshot = self._at(connection)
                if snapshot is not None:
                    yield connection, snapshot
                    return

    @contextmanager
    def hold(self) -> Iterator[HeldIndex]:
        """Hold a state of the file and the index at the same revision."""
        while True:
            with self._database.hold() as state:
                with state.read() as connection:
                    snapshot = self._at(connection)
                if snapshot is not None:
                    yield HeldIndex(state, snapshot)
                    return

    def _at(self, connection: sqlite3.Connection) -> Snapshot | None:
        """Return the index at the revision that a connection reads; None if another thread has updated it past that."""
        (revision,) = connection.execute("SELECT coalesce(max(revision), 0) FROM log").fetchone()
        (generation,) = connection.execute("PRAGMA user_version").fetchone()
        snapshot = self._snapshot
        if snapshot is None or snapshot.generation != generation or snapshot.revision < revision:
            with self._lock:
                snapshot = self._follow(connection, generation, revision)
        return snapshot if (snapshot.generation, snapshot.revision) == (generation, revision) else None

    def _follow(self, connection: sqlite3.Connection, generation: int, revision: int) -> Snapshot:
        known = self._snapshot if self._snapshot and self._snapshot.generation == generation else None
        if known is not None and known.revision >= revision:
            return known
        # Updating extends the register that snapshots share; if it fails midway, the next reader rebuilds.
        self._snapshot = None
        if known is None or known.register.names.count > self._full:
            found = _built(connection, generation, revision)
            self._full = 2 * found.register.names.count + SLACK
        else:
            found = _followed(known, connection, revision)
        self._snapshot = found
        return found


def _built(connection: sqlite3.Connection, generation: int, revision: int) -> Snapshot:
    register = EntityRegister()
    (dimensions,) = connection.execute("SELECT dimensions FROM origin").fetchone()
    names = load.names(connection, DocumentScope(None), register)
    segment = seal(load.load_tables(connection, DocumentScope(None), register, dimensions), len(register.ids))
    held = len(segment) > 0
    return Snapshot(
        generation=generation,
        revision=revision,
        dimensions=dimensions,
        segments=(segment,) if held else (),
        alive=(np.ones(len(segment), bool),) if held else (),
        names=(names,),
        entity_vectors=(load.load_entity_vectors(connection, DocumentScope(None), register, dimensions),),
        register=register,
        entities=len(register.ids),
    )


def _followed(known: Snapshot, connection: sqlite3.Connection, revision: int) -> Snapshot:
    rows = connection.execute("SELECT removed, added FROM log WHERE revision > ?", (known.revision,)).fetchall()
    removed = {number for number, _ in rows if number is not None}
    added = {number for _, number in rows if number is not None} - removed
    gone = np.array(sorted(removed), np.int64)
    parts = [
        (segment, alive & ~np.isin(segment.documents, gone))
        for segment, alive in zip(known.segments, known.alive, strict=True)
    ]
    (dimensions,) = connection.execute("SELECT dimensions FROM origin").fetchone()
    register, scope = known.register, DocumentScope(sorted(added))
    names = load.names(connection, scope, register)
    fresh = seal(load.load_tables(connection, scope, register, dimensions), len(register.ids))
    vectors = load.load_entity_vectors(connection, scope, register, dimensions)
    parts = _merged([*parts, (fresh, np.ones(len(fresh), bool))], len(register.ids))
    return Snapshot(
        generation=known.generation,
        revision=revision,
        dimensions=dimensions,
        segments=tuple(segment for segment, _ in parts),
        alive=tuple(alive for _, alive in parts),
        names=_joined_names([*known.names, names]),
        entity_vectors=_joined_vectors([*known.entity_vectors, _unknown(vectors, known.entity_vectors)]),
        register=register,
        entities=len(register.ids),
    )


def _merged(parts: list[tuple[Segment, Mask]], width: int) -> list[tuple[Segment, Mask]]:
    """Merge grown segments into older ones, and compact segments that are mostly dead."""
    found: list[tuple[Segment, Mask]] = []
    for segment, alive in parts:
        left = int(np.count_nonzero(alive))
        if left and left * 2 < len(segment):
            found.append(_join([(segment, alive)], width))
        elif left:
            found.append((segment, alive))
        while len(found) > 1 and len(found[-2][0]) <= max(SMALL, FRACTION * len(found[-1][0])):
            found[-2:] = [_join(found[-2:], width)]
    return found


def _join(parts: list[tuple[Segment, Mask]], width: int) -> tuple[Segment, Mask]:
    segment = merge_segments([segment for segment, _ in parts], [alive for _, alive in parts], width)
    return segment, np.ones(len(segment), bool)


def _joined_names(blocks: list[Names]) -> tuple[Names, ...]:
    while len(blocks) > 1 and len(blocks[-2]) <= max(SMALL, FRACTION * len(blocks[-1])):
        older, newer = blocks[-2:]
        entries = [postings.entries() for postings in (older.postings, newer.postings)]
        texts = np.concatenate([entries[0][0], entries[1][0] + len(older)])
        words, counts = (
            np.concatenate([left, right]) for left, right in zip(entries[0][1:], entries[1][1:], strict=True)
        )
        postings = Postings.build(texts, words, counts, len(older) + len(newer))
        blocks[-2:] = [Names(older.first, np.concatenate([older.entities, newer.entities]), postings)]
    return tuple(blocks)


def _unknown(table: SegmentTable, known: tuple[SegmentTable, ...]) -> SegmentTable:
    new = ~np.isin(table[0], np.concatenate([owners for owners, _ in known]))
    return table[0][new], table[1][new]


def _joined_vectors(blocks: list[SegmentTable]) -> tuple[SegmentTable, ...]:
    found: list[SegmentTable] = []
    for block in blocks:
        if len(block[0]):
            found.append(block)
        while len(found) > 1 and len(found[-2][0]) <= max(SMALL, FRACTION * len(found[-1][0])):
            (older, upper), (newer, lower) = found[-2:]
            found[-2:] = [(np.concatenate([older, newer]), np.concatenate([upper, lower]))]
    return tuple(found) or tuple(blocks[:1])
