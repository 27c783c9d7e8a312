"""Ranks what is visible: by words, by names, and by likeness of vectors, which is exact."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from graph import bm25, named
from graph.errors import EmbedderMismatch
from graph.model import Integers, Kind, Matrix, Vector
from graph.rows import Mask, best
from graph.sqlite.sight import Sight, Snapshot
from graph.sqlite.where import listed
from graph.words import words

Ranked = list[tuple[str, float]]
# Matrix products differ in their last bits by shape; scores this close are worked out again, one by one.
CLOSE = 1e-4


def by_words(connection: sqlite3.Connection, sight: Sight, text: str, k: int) -> Ranked:
    """The k best passages by BM25."""
    asked = words(text)
    known = _numbers(connection, asked)
    segments = sight.snapshot.segments
    parts = [(segment.postings, mask) for segment, mask in zip(segments, sight.masks, strict=True)]
    found = bm25.scores(parts, [known[word] for word in asked if word in known])
    flat = np.concatenate(found) if found else np.zeros(0)
    name = _passage_name(sight.snapshot)
    return [(name(place), float(flat[place])) for place in best(flat, k, name)]


def by_names(connection: sqlite3.Connection, sight: Sight, text: str, k: int) -> Ranked:
    """The k entities whose names share most with the text."""
    known = _numbers(connection, named.asked(text))
    return named.find(sight.names, sorted(known.values()), sight.snapshot.register.ids, k)


def _numbers(connection: sqlite3.Connection, asked: Sequence[str]) -> dict[str, int]:
    query = "SELECT word, number FROM words WHERE word IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (listed(dict.fromkeys(asked)),)))


def by_likeness(sight: Sight, vector: Vector, k: int, of: Kind) -> Ranked:
    """The k highest cosines."""
    asked = np.asarray(vector, np.float32).ravel()
    snapshot = sight.snapshot
    blocks = [block for block in _blocks(sight, of) if len(block[0])]
    if k <= 0 or not blocks:
        return []
    must_fit(asked, snapshot)
    rough = [np.where(mask, matrix @ asked, -np.inf).astype(np.float32) for matrix, mask, _ in blocks]
    every = np.concatenate(rough)
    bar = np.partition(every, len(every) - k)[len(every) - k] - CLOSE if k < len(every) else -np.inf
    found: list[tuple[float, str]] = []
    for score, (matrix, mask, name) in zip(rough, blocks, strict=True):
        places = np.flatnonzero((score >= bar) & mask)
        exact = (matrix[places].astype(np.float64) * asked.astype(np.float64)).sum(axis=1).astype(np.float32)
        found += [(-value, name(place)) for value, place in zip(exact.tolist(), places.tolist(), strict=True)]
    return [(name, -value) for value, name in sorted(found)[:k]]


def must_fit(asked: Vector, snapshot: Snapshot) -> None:
    """EmbedderMismatch for a vector of other dimensions than those stored."""
    if len(asked) != snapshot.dimensions:
        raise EmbedderMismatch(
            f"the question's vector has {len(asked)} dimensions, the store's have {snapshot.dimensions}",
            "ask with the embedder that the store was written with",
        )


def _blocks(sight: Sight, of: Kind) -> Iterator[tuple[Matrix, Mask, Callable[[int], str]]]:
    snapshot = sight.snapshot
    if of == "entity":
        seen = sight.view.frequency > 0
        for owners, matrix in snapshot.entity_vectors:
            yield matrix, seen[owners], _named(snapshot.register.ids, owners)
        return
    for segment, mask in zip(snapshot.segments, sight.masks, strict=True):
        block = segment.block
        if of == "passage":
            owners, matrix = segment.passage_vectors
            yield matrix, mask[owners], _named(block.ids, owners)
        else:
            owners, matrix = segment.sentence_vectors
            passages = segment.sentence_passage[owners]
            yield matrix, mask[passages], _sentence_name(block.ids, passages, owners - block.sentences[passages])


def _named(ids: Sequence[str], owners: Integers) -> Callable[[int], str]:
    return lambda place: ids[owners[place]]


def _sentence_name(ids: Sequence[str], passages: Integers, ordinals: Integers) -> Callable[[int], str]:
    return lambda place: f"{ids[passages[place]]}#{ordinals[place]}"


def _passage_name(snapshot: Snapshot) -> Callable[[int], str]:
    offsets = np.cumsum([0, *map(len, snapshot.segments)])

    def name(flat: int) -> str:
        segment = int(np.searchsorted(offsets, flat, "right")) - 1
        return snapshot.segments[segment].block.ids[flat - int(offsets[segment])]

    return name
