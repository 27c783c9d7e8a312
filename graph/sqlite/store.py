"""The embedded graph store: one SQLite file with an in-memory index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from graph import neighborhood
from graph.database import Database
from graph.local import LocalGraph, Seeds
from graph.sqlite import check, read, schema, search, store_metadata, subgraph, vectors, write
from graph.sqlite.index import Index
from graph.sqlite.prepare import prepare_document
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


class SqliteStore:
    """A `graph.store.GraphStore` in one file, for any number of threads and processes."""

    def __init__(self, path: Path, patience: float = 15.0) -> None:
        """Open or create the file; `patience` is how many seconds a write waits for another process."""
        self._database = Database(path, schema.SCHEMA_COMPONENT, schema.MIGRATIONS, patience)
        self._index = Index(self._database)

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        prepared = prepare_document(document_id, part) if part is not None else None
        with self._database.write() as connection:
            write.replace_document(connection, document_id, prepared)

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return read.read_documents(self._database, where)

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return read.passages(self._database, ids, where)

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        return read.entities(self._database, ids, where)

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        return subgraph.read_subgraph(self._database, document_ids, where)

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        with self._index.reading() as (_, snapshot):
            return vectors.fetch_vectors(snapshot, ids, of)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        with self._index.reading() as (_, snapshot):
            return vectors.fetch_similarities(snapshot, ids, vector, of)

    def nearest(
        self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        with self._index.reading() as (connection, snapshot):
            sight = snapshot.sights.of(snapshot, where, connection)
        return search.rank_by_similarity(sight, vector, k, of)

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        by = search.rank_passages if of == "passage" else search.rank_entities
        with self._index.reading() as (connection, snapshot):
            return by(connection, snapshot.sights.of(snapshot, where, connection), text, k)

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        with self._index.reading() as (connection, snapshot):
            return search.find_spellings(connection, snapshot.sights.of(snapshot, where, connection), word)

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        with self._index.reading() as (connection, snapshot):
            sight = snapshot.sights.of(snapshot, where, connection)
        register = snapshot.register
        return neighborhood.find_neighborhood(sight.view, register.ids, register.places, seeds, limit)

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        store_metadata.record_decision(self._database, pair, state, reason, score)

    def decisions(self) -> Iterator[Decision]:
        return store_metadata.read_decisions(self._database)

    def changes(self, since: int) -> Changes:
        return store_metadata.read_changes(self._database, since)

    def about(self) -> StoreInfo:
        return store_metadata.read_store_info(self._database)

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        store_metadata.claim_store(self._database, embedder, dimensions, fingerprint)

    def check(self) -> list[str]:
        return check.find_problems(self._database)

    def compact(self) -> bool:
        return self._database.compact()

    def close(self) -> None:
        self._database.close()
