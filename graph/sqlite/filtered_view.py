"""An immutable snapshot of the index, and the part of it visible under a filter."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graph.csr import Mask
from graph.entity_search import Names, WeightedNames, weight_names
from graph.lru_cache import LRUCache
from graph.neighborhood import VisibleGraph, view
from graph.sqlite.filter import filter_condition
from graph.sqlite.load import EntityRegister
from graph.sqlite.segment import Segment, SegmentTable
from graph.text.languages.vocabulary import Vocabulary
from graph.types import EVERYTHING, Filter

MAX_CACHED_VIEWS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The index at one revision: segments with the passages still alive in each, names, and entity vectors."""

    generation: int
    revision: int
    dimensions: int
    segments: tuple[Segment, ...]
    alive: tuple[Mask, ...]
    names: tuple[Names, ...]
    entity_vectors: tuple[SegmentTable, ...]
    register: EntityRegister
    entities: int
    sights: FilteredViewCache = field(default_factory=lambda: FilteredViewCache())
    _vocabulary: list[Vocabulary] = field(default_factory=list)

    def vocabulary(self, connection: sqlite3.Connection) -> Vocabulary:
        """Return the words of the store, read once; they may hold some of a later revision."""
        if not self._vocabulary:
            words = connection.execute("SELECT word FROM words")
            self._vocabulary.append(Vocabulary(word for (word,) in words))
        return self._vocabulary[0]


class FilteredView:
    """The part of a snapshot visible under a filter: passages by segment, and lazily computed counts over them."""

    def __init__(self, snapshot: Snapshot, masks: tuple[Mask, ...]) -> None:
        self.snapshot = snapshot
        self.masks = masks

    @cached_property
    def view(self) -> VisibleGraph:
        blocks = [segment.block for segment in self.snapshot.segments]
        return view(blocks, self.masks, self.snapshot.entities)

    @cached_property
    def passage_rows(self) -> tuple[Mask, ...]:
        """Which passage vectors are visible, by segment."""
        return tuple(mask[segment.passage_vectors[0]] for segment, mask in self._segments())

    @cached_property
    def sentence_rows(self) -> tuple[Mask, ...]:
        """Which sentence vectors are visible, by segment."""
        return tuple(mask[segment.sentence_passage[segment.sentence_vectors[0]]] for segment, mask in self._segments())

    @cached_property
    def entity_rows(self) -> tuple[Mask, ...]:
        """Which entity vectors are visible, by table."""
        seen = self.view.frequency > 0
        return tuple(seen[owners] for owners, _ in self.snapshot.entity_vectors)

    @cached_property
    def names(self) -> WeightedNames:
        size = sum(map(len, self.snapshot.names))
        seen = np.zeros(size, bool)
        for segment, mask in self._segments():
            passages, names = segment.named
            seen[names[mask[passages]]] = True
        return weight_names(self.snapshot.names, seen)

    def _segments(self) -> Iterator[tuple[Segment, Mask]]:
        return zip(self.snapshot.segments, self.masks, strict=True)


class FilteredViewCache:
    """The most recently used views of one snapshot, by filter."""

    def __init__(self) -> None:
        self._views: LRUCache[Filter, FilteredView] = LRUCache(MAX_CACHED_VIEWS)
        self._lock = threading.Lock()

    def of(self, snapshot: Snapshot, where: Filter, connection: sqlite3.Connection) -> FilteredView:
        """Return the view for a filter; the connection must read the snapshot's revision."""
        with self._lock:  # a view is made once, not by every thread that asks for it
            return self._views.get_or_make(where, lambda: FilteredView(snapshot, _masks(snapshot, where, connection)))


def _masks(snapshot: Snapshot, where: Filter, connection: sqlite3.Connection) -> tuple[Mask, ...]:
    if where == EVERYTHING:
        return snapshot.alive
    allowed, values = filter_condition(where)
    query = f"SELECT number FROM documents WHERE {allowed}"
    numbers = np.array([number for (number,) in connection.execute(query, values)], np.int64)
    return tuple(
        alive & np.isin(segment.documents, numbers)
        for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True)
    )
