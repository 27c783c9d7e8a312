"""The graph store on a Neo4j server: the server does the searching and only results are transferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from graph.local import LocalGraph, Seeds
from graph.neo4j import check, read, schema, search, store_metadata, subgraph, vector_search, vectors, write
from graph.neo4j.connect import Address, Connection
from graph.neo4j.filtered_view import Neo4jView, Neo4jViewCache
from graph.neo4j.neighborhood import fetch_neighborhood
from graph.neo4j.prepare import prepare_document
from graph.neo4j.writing import WriteMark
from graph.store import Changes, StoreInfo
from graph.types import (
    EVERYTHING,
    Decision,
    DecisionState,
    Document,
    EntityView,
    Filter,
    Kind,
    Matrix,
    Passage,
    Subgraph,
    Vector,
)

# With so few visible passages, a scan is as fast as an index.
MAX_SCANNED_PASSAGES = 1000


class Neo4jStore:
    """A `graph.store.GraphStore` in a Neo4j database (5.26 or later), for any number of threads and processes."""

    def __init__(
        self,
        uri: str,
        user: str,
        password: str,
        database: str = "neo4j",
        graph: str = "graphloop",
        patience: float = 15.0,
        few: int = MAX_SCANNED_PASSAGES,
    ) -> None:
        """Open a graph, or create an empty one; graphs with different names in one database are independent.

        patience: seconds to wait for a faulty network or a busy server. few: maximum number of passages to scan in
        full.
        """
        self._connection = Connection(Address(uri, user, password, database, graph), patience)
        self._writing = WriteMark()
        self._sights = Neo4jViewCache(self._writing)
        self._few = few
        try:
            self._connection.ensure(schema.SCHEMA_STATEMENTS)
            store_metadata.found(self._connection)
            write.clean_up_abandoned(self._connection)
        except BaseException:  # a store that failed to open holds no connections
            self._connection.close()
            raise

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        prepared = None if part is None else prepare_document(self._connection.address.graph, document_id, part)
        try:
            with self._writing.under_way(self._connection):
                write.replace_document(self._connection, document_id, prepared)
        finally:
            self._sights.forget()

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return read.read_documents(self._connection, where)

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return read.passages(self._connection, ids, where)

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        return read.entities(self._connection, ids, where)

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

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        store_metadata.record_decision(self._connection, pair, state, reason, score)

    def decisions(self) -> Iterator[Decision]:
        return store_metadata.read_decisions(self._connection)

    def changes(self, since: int) -> Changes:
        return store_metadata.read_changes(self._connection, since)

    def about(self) -> StoreInfo:
        return store_metadata.read_store_info(self._connection)

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        store_metadata.claim_store(self._connection, embedder, dimensions, fingerprint)

    def check(self) -> list[str]:
        return check.find_problems(self._connection)

    def compact(self) -> bool:
        return True

    def close(self) -> None:
        try:
            self._writing.close(self._connection)
        finally:
            self._connection.close()
