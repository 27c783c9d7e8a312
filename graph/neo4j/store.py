"""The graph store on a Neo4j server: the server does the searching and only results are transferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from graph.correction import Correction
from graph.neo4j import check, corrections, relation_corrections, schema, store_metadata, write
from graph.neo4j.connect import Address, Connection
from graph.neo4j.filtered_view import Neo4jViewCache
from graph.neo4j.prepare import prepare_document
from graph.neo4j.reader import Neo4jReader, Neo4jSnapshot
from graph.neo4j.writing import WriteMark
from graph.relation_correction import RelationCorrection, Triple
from graph.store import Changes, GraphReader, StoreInfo
from graph.types import Decision, DecisionState, Document, Subgraph

# With so few visible passages, a scan is as fast as an index.
MAX_SCANNED_PASSAGES = 1000


class Neo4jStore(Neo4jReader):
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
        connection = Connection(Address(uri, user, password, database, graph), patience)
        self._writing = WriteMark()
        super().__init__(connection, Neo4jViewCache(self._writing), few)
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

    def update(self, part: Subgraph, over: Document) -> bool:
        prepared = prepare_document(self._connection.address.graph, over.id, part)
        try:
            with self._writing.under_way(self._connection):
                return write.replace_document(self._connection, over.id, prepared, over)
        finally:
            self._sights.forget()

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        """Open a view that takes what is removed meanwhile as absent: a server reads what is committed, so that no
        older state can be held."""
        yield Neo4jSnapshot(self._connection, self._sights, self._few)

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        store_metadata.record_decision(self._connection, pair, state, reason, score)

    def forget(self, pair: tuple[str, str]) -> bool:
        return store_metadata.erase_decision(self._connection, pair)

    def decisions(self) -> Iterator[Decision]:
        return store_metadata.read_decisions(self._connection)

    def correct(self, correction: Correction) -> None:
        corrections.record(self._connection, correction)

    def restore(self, entity_id: str) -> bool:
        return corrections.erase(self._connection, entity_id)

    def corrections(self) -> Iterator[Correction]:
        return corrections.read(self._connection)

    def correct_relations(self, corrections: Sequence[RelationCorrection]) -> None:
        relation_corrections.record(self._connection, corrections)

    def restore_relation(self, triple: Triple) -> bool:
        return relation_corrections.erase(self._connection, triple)

    def relation_corrections(self) -> Iterator[RelationCorrection]:
        return relation_corrections.read(self._connection)

    def changes(self, since: int) -> Changes:
        return store_metadata.read_changes(self._connection, since)

    def about(self) -> StoreInfo:
        return store_metadata.read_store_info(self._connection)

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        store_metadata.claim_store(self._connection, embedder, dimensions, fingerprint)
        self._connection.claim.embedder = embedder

    def check(self) -> list[str]:
        return check.find_problems(self._connection)

    def compact(self) -> bool:
        return True

    def close(self) -> None:
        try:
            self._writing.close(self._connection)
        finally:
            self._connection.close()
