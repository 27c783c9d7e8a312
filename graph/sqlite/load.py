"""Read rows of the database into the tables of an index segment."""

# ruff: noqa: S608 (what is put into statements is written here; values are bound)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

from graph.bm25 import Postings
from graph.entity_search import Names
from graph.sqlite import codec
from graph.sqlite.filter import encode_list
from graph.sqlite.id_map import IdMap
from graph.sqlite.segment import SegmentTable, SegmentTables
from graph.types import Integers, Matrix


@dataclass(slots=True)
class EntityRegister:
    """Entities and names seen so far, by index; both only grow, so references into them stay valid."""

    entities: IdMap = field(default_factory=IdMap)
    names: IdMap = field(default_factory=IdMap)
    ids: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    entity_of_name: Integers = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class DocumentScope:
    """Restricts a column of passage numbers to some documents; None for all."""

    documents: Sequence[int] | None

    def of(self, column: str) -> tuple[str, tuple[str, ...]]:
        if self.documents is None:
            return "1", ()
        inner = "SELECT number FROM passages WHERE document IN (SELECT value FROM json_each(?))"
        return f"{column} IN ({inner})", (encode_list(self.documents),)


def names(connection: sqlite3.Connection, scope: DocumentScope, register: EntityRegister) -> Names:
    """Load the names of these documents that are not yet registered, and register them with their entities."""
    allowed, bound = scope.of("passage")
    rows = connection.execute(
        "SELECT names.number, entity, words, id FROM names JOIN entities ON entities.number = entity "
        f"WHERE names.number IN (SELECT name FROM mentions WHERE {allowed}) ORDER BY names.number",
        bound,
    ).fetchall()
    unknown = register.names.of(_column(rows, 0)) < 0
    rows = [row for row, new in zip(rows, unknown.tolist(), strict=True) if new]
    entities = {entity: name for _, entity, _, name in rows}
    numbers = np.array(list(entities), np.int64)
    fresh = numbers[register.entities.of(numbers) < 0]
    register.entities.add(fresh)
    for number in fresh.tolist():
        register.places[entities[number]] = len(register.ids)
        register.ids.append(entities[number])
    first = register.names.count
    register.names.add(_column(rows, 0))
    of_names = register.entities.of(_column(rows, 1))
    register.entity_of_name = np.concatenate([register.entity_of_name, of_names])
    held = _packed([row[2] for row in rows])
    ones = np.ones(len(held[1]), np.int64)
    return Names(first, of_names, Postings.build(held[0], held[1], ones, len(rows)))


def load_tables(
    connection: sqlite3.Connection, scope: DocumentScope, register: EntityRegister, dimensions: int
) -> SegmentTables:
    """Load the passages of these documents; their names must be registered."""
    allowed, bound = scope.of("number")
    rows = connection.execute(
        f"SELECT number, id, document, sentences FROM passages WHERE {allowed} ORDER BY number",
        bound,
    ).fetchall()
    passages, sentences = _column(rows, 0), _column(rows, 3)
    named, mentions, within = _mentions(connection, scope, register, passages, sentences)
    return SegmentTables(
        ids=[row[1] for row in rows],
        documents=_column(rows, 2),
        sentences=sentences,
        postings=_postings(connection, scope),
        named=named,
        mentions=mentions,
        within=within,
        relations=_relations(connection, scope, register, passages),
        passage_vectors=_passage_vectors(connection, scope, passages, dimensions),
        sentence_vectors=_sentence_vectors(connection, scope, passages, sentences, dimensions),
    )


def load_entity_vectors(
    connection: sqlite3.Connection, scope: DocumentScope, register: EntityRegister, dimensions: int
) -> SegmentTable:
    """Load (entity, vector) of the entities that these documents mention; they must be registered."""
    allowed, bound = scope.of("passage")
    mentioned = f"SELECT entity FROM names JOIN mentions ON name = number WHERE {allowed}"
    query = f"SELECT entity, vector FROM entity_vectors WHERE entity IN ({mentioned}) ORDER BY entity"
    entities, vectors = _vectors(connection.execute(query, bound), dimensions)
    return register.entities.of(entities), vectors


def _postings(connection: sqlite3.Connection, scope: DocumentScope) -> SegmentTable:
    allowed, bound = scope.of("passage")
    query = f"SELECT words, counts FROM postings WHERE {allowed} ORDER BY passage"
    rows = connection.execute(query, bound).fetchall()
    owners, words = _packed([row[0] for row in rows])
    return owners, words, codec.unpack_integers(b"".join(row[1] for row in rows))


def _mentions(
    connection: sqlite3.Connection,
    scope: DocumentScope,
    register: EntityRegister,
    passages: Integers,
    sentences: Integers,
) -> tuple[SegmentTable, SegmentTable, SegmentTable]:
    allowed, bound = scope.of("passage")
    query = f"SELECT passage, name, start, end, in_title FROM mentions WHERE {allowed} ORDER BY passage"
    rows = np.fromiter(chain.from_iterable(connection.execute(query, bound)), np.int64).reshape(-1, 5)
    owners = np.searchsorted(passages, rows[:, 0])
    held = register.names.of(rows[:, 1])
    entities = register.entity_of_name[held]
    in_title = rows[:, 4].astype(bool)
    width = len(register.ids) or 1
    pairs, inverse = np.unique(owners * width + entities, return_inverse=True)
    # A title mention of an entity counts as two, however often the title names it.
    titled = np.bincount(inverse, in_title, len(pairs)) > 0
    counts = np.bincount(inverse, ~in_title, len(pairs)) + 2 * titled
    bounds = _bounds(connection, scope)
    starts = np.concatenate([[0], np.cumsum(sentences)])
    inside, place = _sentence_of(bounds, sentences, owners, rows[:, 2], rows[:, 3])
    inside &= ~in_title
    of_title = pairs[titled]
    sizes = sentences[of_title // width]
    ends = np.cumsum(sizes)
    every = np.arange(int(sizes.sum())) - np.repeat(ends - sizes - starts[of_title // width], sizes)
    within = np.unique(
        np.concatenate([place[inside] * width + entities[inside], every * width + np.repeat(of_title % width, sizes)])
    )
    return (
        (owners, held),
        (pairs // width, pairs % width, counts),
        (within // width, within % width),
    )


def _bounds(connection: sqlite3.Connection, scope: DocumentScope) -> Integers:
    allowed, bound = scope.of("passage")
    query = f"SELECT bounds FROM bounds WHERE {allowed} ORDER BY passage"
    data = codec.unpack_integers(b"".join(row[0] for row in connection.execute(query, bound)))
    return data.reshape(-1, 2).astype(np.int64)


def _sentence_of(
    bounds: Integers, sentences: Integers, owners: Integers, starts: Integers, ends: Integers
) -> tuple[Any, Integers]:
    """Return, for spans of passages, whether a single sentence contains the span, and that sentence's row."""
    if not len(bounds):
        return np.zeros(len(owners), bool), np.zeros(len(owners), np.int64)
    span = int(max(bounds.max(initial=0), ends.max(initial=0))) + 1
    rows = np.repeat(np.arange(len(sentences)), sentences)
    place = np.searchsorted(rows * span + bounds[:, 0], owners * span + starts, "right") - 1
    inside = (place >= 0) & (rows[place] == owners) & (ends <= bounds[place, 1])
    return inside, place


def _relations(
    connection: sqlite3.Connection, scope: DocumentScope, register: EntityRegister, passages: Integers
) -> SegmentTable:
    allowed, bound = scope.of("passage")
    query = f"SELECT passage, subject, object, weight FROM relations WHERE {allowed} ORDER BY passage"
    rows = connection.execute(query, bound).fetchall()
    ends = (register.entities.of(_column(rows, 1)), register.entities.of(_column(rows, 2)))
    return np.searchsorted(passages, _column(rows, 0)), *ends, np.array([row[3] for row in rows], np.float32)


def _passage_vectors(
    connection: sqlite3.Connection, scope: DocumentScope, passages: Integers, dimensions: int
) -> SegmentTable:
    allowed, bound = scope.of("passage")
    query = f"SELECT passage, vector FROM passage_vectors WHERE {allowed} ORDER BY passage"
    owners, vectors = _vectors(connection.execute(query, bound), dimensions)
    return np.searchsorted(passages, owners), vectors


def _sentence_vectors(
    connection: sqlite3.Connection, scope: DocumentScope, passages: Integers, sentences: Integers, dimensions: int
) -> SegmentTable:
    allowed, bound = scope.of("passage")
    query = f"SELECT passage, vectors FROM sentence_vectors WHERE {allowed} ORDER BY passage"
    owners, vectors = _vectors(connection.execute(query, bound), dimensions)
    embedded = np.zeros(len(passages), bool)
    embedded[np.searchsorted(passages, owners)] = True
    return np.flatnonzero(np.repeat(embedded, sentences)), vectors


def _vectors(rows: Iterable[tuple[int, bytes]], dimensions: int) -> tuple[Integers, Matrix]:
    """Return the first column and the unpacked vectors of the second; each row is released once read."""
    keys: list[int] = []

    def blobs() -> Iterator[bytes]:
        for key, blob in rows:
            keys.append(key)
            yield blob

    vectors = codec.unpack_vectors(blobs(), dimensions)
    return np.array(keys, np.int64), vectors


def _column(rows: Sequence[Sequence[Any]], place: int) -> Integers:
    return np.array([row[place] for row in rows], np.int64)


def _packed(blobs: Iterable[bytes]) -> SegmentTable:
    """Return the row of each packed number, and the number."""
    held = list(blobs)
    sizes = np.array([len(blob) // 4 for blob in held], np.int64)
    return np.repeat(np.arange(len(held)), sizes), codec.unpack_integers(b"".join(held)).astype(np.int64)
