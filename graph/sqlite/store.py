"""The embedded graph store: one SQLite file with an in-memory index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.correction import Correction
from graph.database import Database
from graph.embedder_claim import EmbedderClaim
from graph.relation_correction import RelationCorrection, Triple
from graph.sqlite import check, read, relation_corrections, schema, store_metadata, write
from graph.sqlite.index import Index
from graph.sqlite.prepare import prepare_document
from graph.sqlite.reader import SqliteReader
from graph.store import Changes, GraphReader, StoreInfo
from graph.types import Decision, DecisionState, Document, Subgraph


class SqliteStore(SqliteReader):
    """A `graph.store.GraphStore` in one file, for any number of threads and processes."""

    def __init__(self, path: Path, patience: float = 15.0) -> None:
        """Open or create the file; `patience` is how many seconds a write waits for another process."""
        self._database = Database(path, schema.SCHEMA_COMPONENT, schema.MIGRATIONS, patience)
        self._index = Index(self._database)
        self._claim = EmbedderClaim()
        self._about: StoreInfo | None = None
        super().__init__(self._database, self._index)

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        prepared = prepare_document(document_id, part) if part is not None else None
        with self._database.write() as connection:
            if prepared is not None:
                self._claim.check(store_metadata.read_embedder(connection))
            write.replace_document(connection, document_id, prepared)

    def update(self, part: Subgraph, over: Document) -> bool:
        prepared = prepare_document(over.id, part)
        with self._database.write() as connection:
            if read.read_document(connection, over.id) != over:
                return False
            self._claim.check(store_metadata.read_embedder(connection))
            write.replace_document(connection, over.id, prepared)
        return True

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        """Hold the newest state of the file and of the index: what is removed meanwhile is still read."""
        with self._index.hold() as held:
            yield SqliteReader(held, held)

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        store_metadata.record_decision(self._database, pair, state, reason, score)

    def forget(self, pair: tuple[str, str]) -> bool:
        return store_metadata.erase_decision(self._database, pair)

    def decisions(self) -> Iterator[Decision]:
        return store_metadata.read_decisions(self._database)

    def correct(self, correction: Correction) -> None:
        store_metadata.record_correction(self._database, correction)

    def restore(self, entity_id: str) -> bool:
        return store_metadata.erase_correction(self._database, entity_id)

    def corrections(self) -> Iterator[Correction]:
        return store_metadata.read_corrections(self._database)

    def correct_relations(self, corrections: Sequence[RelationCorrection]) -> None:
        relation_corrections.record(self._database, corrections)

    def restore_relation(self, triple: Triple) -> bool:
        return relation_corrections.erase(self._database, triple)

    def relation_corrections(self) -> Iterator[RelationCorrection]:
        return relation_corrections.read(self._database)

    def changes(self, since: int) -> Changes:
        return store_metadata.read_changes(self._database, since)

    def about(self) -> StoreInfo:
        self._about = store_metadata.read_store_info(self._database, self._about)
        return self._about

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        store_metadata.claim_store(self._database, embedder, dimensions, fingerprint)
        self._claim.embedder = embedder

    def check(self) -> list[str]:
        return check.find_problems(self._database)

    def compact(self) -> bool:
        return self._database.compact()

    def close(self) -> None:
        self._database.close()
