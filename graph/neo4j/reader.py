"""The reading half of the store on a server, and the view of it that one question reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.neo4j import read, relations, search, store_metadata, subgraph, vector_search, vectors
from graph.neo4j.connect import Connection
from graph.neo4j.filtered_view import Neo4jView, Neo4jViewCache
from graph.neo4j.neighborhood import fetch_neighborhood
from graph.store import GraphReader
from graph.types import EVERYTHING, Document, Filter, Kind, Matrix, Passage, Relation, Subgraph, Vector


class Neo4jReader:
    """A `graph.store.GraphReader` over a connection."""

    def __init__(self, connection: Connection, sights: Neo4jViewCache, few: int) -> None:
        self._connection = connection
        self._sights = sights
        self._few = few

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        yield self

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return read.read_documents(self._connection, where)

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return read.passages(self._connection, ids, where)

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        return read.entities(self._connection, ids, where)

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        return read.count_passages(self._connection, groups, where)

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        return relations.find_relations(self._connection, subject_ids, object_ids, where)

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        return subgraph.read_subgraph(self._connection, document_ids, where)

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        dimensions = 0 if ids else store_metadata.read_store_info(self._connection).dimensions
        return vectors.fetch_vectors(self._connection, ids, of, dimensions)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        return vectors.fetch_similarities(self._connection, ids, vector, of)

    def nearest(
        self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        def ask(sight: Neo4jView) -> list[tuple[str, float]]:
            return vector_search.rank_by_similarity(sight, vector, k, of, self._few)

        return self._sights.look(self._connection, where, ask)

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        by = search.rank_passages if of == "passage" else search.rank_entities
        return self._sights.look(self._connection, where, lambda sight: by(sight, text, k, self._few))

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        return self._sights.look(self._connection, where, lambda sight: search.find_spellings(sight, word))

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        return self._sights.look(self._connection, where, lambda sight: fetch_neighborhood(sight, seeds, limit))


class Neo4jSnapshot(Neo4jReader):
    """Reads what is committed, and takes what was removed since an earlier read as absent.

    Each read sees every document whole or not at all, but two reads may differ: an id without a vector is similar to
    nothing (cosine 0, a row of zeros) instead of an error.
    """

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        try:
            return super().vectors(ids, of)
        except KeyError:
            dimensions = store_metadata.read_store_info(self._connection).dimensions
            return vectors.fetch_vectors(self._connection, ids, of, dimensions, absent=True)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        return vectors.fetch_similarities(self._connection, ids, vector, of, absent=True)
