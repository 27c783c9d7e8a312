"""Cached counts under one filter at one revision, each fetched from the server once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np

from graph.csr import Floats
from graph.types import Integers, Kind

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """A surface form: its entity, and the words of its key."""

    entity: str
    words: tuple[str, ...]


class MentionCounts(NamedTuple):
    """Entities in ascending order of number: the number of passages mentioning each, the sum of 1 + ln count over them,
    and the maximum count."""

    numbers: Integers
    passages: Floats
    sums: Floats
    most: Floats


class MentionCountCache:
    """Cached mention counts of entities, by number; thread-safe."""

    def __init__(self) -> None:
        self._known = MentionCounts(np.zeros(0, np.int64), *np.zeros((3, 0)))
        self._lock = threading.Lock()

    def unknown(self, numbers: Integers) -> Integers:
        """Return those of these distinct numbers that are not cached."""
        known = self._known.numbers
        places = np.searchsorted(known, numbers)
        there = places < len(known)
        there[there] = known[places[there]] == numbers[there]
        return numbers[~there]

    def learn(self, wanted: Integers, found: Sequence[Sequence[float]]) -> None:
        """Cache the wanted entities; `found` has the columns of `MentionCounts`, entities not in it have none."""
        numbers = np.array(found[0], np.int64)
        missing = np.setdiff1d(wanted, numbers)
        fresh = np.array([[*column, *[0] * len(missing)] for column in found[1:]], np.float64)
        with self._lock:
            known, *held = self._known
            joined, first = np.unique(np.concatenate([known, numbers, missing]), return_index=True)
            self._known = MentionCounts(joined, *np.concatenate([np.array(held), fresh], axis=1)[:, first])

    def of(self, numbers: Integers) -> MentionCounts:
        """Return the cached counts of these entities."""
        known, *held = self._known
        places = np.searchsorted(known, numbers)
        return MentionCounts(numbers, *(column[places] for column in held))


@dataclass(frozen=True, slots=True)
class VectorCounts:
    """The vectors of the whole graph: their dimensions, 0 if there are none, and the number of nodes of each kind."""

    dimensions: int
    every: dict[Kind, int]


@dataclass(frozen=True, slots=True)
class FilterStats:
    """Counts under one filter at one revision. Counts by word or entity are cached as they are fetched.

    whole: the filter hides no document. length: the words of all passages. embedded: the passages with vectors.
    entity_vectors: the entities with one, counted once per document. most: maximum number of entities per passage.
    vectors: of the whole graph, once known. holding: passages by word. name_holding: names by word. names: the names by
    word. entities: by number. ids: of entities by number, which no revision changes.
    """

    whole: bool
    passages: int
    sentences: int
    length: int
    embedded: int
    entity_vectors: int
    most: int
    vectors: list[VectorCounts] = field(default_factory=list)
    holding: dict[str, int] = field(default_factory=dict)
    name_total: list[int] = field(default_factory=list)
    name_holding: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[SurfaceForm]] = field(default_factory=dict)
    entities: MentionCountCache = field(default_factory=MentionCountCache)
    ids: dict[int, str] = field(default_factory=dict)


def unknown(wanted: Iterable[K], known: dict[K, T]) -> list[K]:
    """Return the wanted keys that are not yet known, each once."""
    return [name for name in dict.fromkeys(wanted) if name not in known]
