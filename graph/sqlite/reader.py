"""The reading half of the embedded store, over its newest state or over one that is held."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

from graph import neighborhood
from graph.entity_view import EntityView
from graph.held_state import ReadSource
from graph.local import LocalGraph, Seeds
from graph.sqlite import read, relations, search, subgraph, vectors
from graph.sqlite.filtered_view import Snapshot
from graph.store import GraphReader
from graph.types import EVERYTHING, Document, Filter, Kind, Matrix, Passage, Relation, Subgraph, Vector


class IndexSource(Protocol):
    """Gives a read transaction and the index at the same revision."""

    def reading(self) -> AbstractContextManager[tuple[sqlite3.Connection, Snapshot]]: ...


class SqliteReader:
    """A `graph.store.GraphReader` over a database and its index."""

    def __init__(self, database: ReadSource, index: IndexSource) -> None:
        self._reads = database
        self._indexed = index

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        yield self

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return read.read_documents(self._reads, where)

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return read.passages(self._reads, ids, where)

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        return read.entities(self._reads, ids, where)

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        return read.count_passages(self._reads, groups, where)

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        return relations.find_relations(self._reads, subject_ids, object_ids, where)

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        return subgraph.read_subgraph(self._reads, document_ids, where)

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        with self._indexed.reading() as (_, snapshot):
            return vectors.fetch_vectors(snapshot, ids, of)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        with self._indexed.reading() as (_, snapshot):
            return vectors.fetch_similarities(snapshot, ids, vector, of)

    def nearest(
        self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        with self._indexed.reading() as (connection, snapshot):
            sight = snapshot.sights.of(snapshot, where, connection)
        return search.rank_by_similarity(sight, vector, k, of)

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        by = search.rank_passages if of == "passage" else search.rank_entities
        with self._indexed.reading() as (connection, snapshot):
            return by(connection, snapshot.sights.of(snapshot, where, connection), text, k)

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        with self._indexed.reading() as (connection, snapshot):
            return search.find_spellings(connection, snapshot.sights.of(snapshot, where, connection), word)

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        with self._indexed.reading() as (connection, snapshot):
            sight = snapshot.sights.of(snapshot, where, connection)
        register = snapshot.register
        return neighborhood.find_neighborhood(sight.view, register.ids, register.places, seeds, limit)
