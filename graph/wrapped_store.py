"""A reader and a store over another one: what is not about entities is what the other one gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph.correction import Correction
from graph.relation_correction import RelationCorrection, Triple
from graph.store import Changes, GraphReader, GraphStore, StoreInfo
from graph.types import (
    EVERYTHING,
    Decision,
    DecisionState,
    Document,
    Filter,
    Kind,
    Matrix,
    Passage,
    Relation,
    Subgraph,
    Vector,
)


class WrappedReader:
    """The part of a `graph.store.GraphReader` over another one that does not ask for entities."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return self._reader.documents(where)

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return self._reader.passages(ids, where)

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        return self._reader.relations(subject_ids, object_ids, where)

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        return self._reader.read(document_ids, where)

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        return self._reader.vectors(ids, of)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        return self._reader.similarities(ids, vector, of)

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        return self._reader.spellings(word, where)


class WrappedStore:
    """The writing half of a `graph.store.GraphStore` over another one, `stored`."""

    def __init__(self, stored: GraphStore) -> None:
        self.stored = stored

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        self.stored.replace(document_id, part)

    def update(self, part: Subgraph, over: Document) -> bool:
        return self.stored.update(part, over)

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        self.stored.decide(pair, state, reason, score)

    def forget(self, pair: tuple[str, str]) -> bool:
        return self.stored.forget(pair)

    def decisions(self) -> Iterator[Decision]:
        return self.stored.decisions()

    def correct(self, correction: Correction) -> None:
        self.stored.correct(correction)

    def restore(self, entity_id: str) -> bool:
        return self.stored.restore(entity_id)

    def corrections(self) -> Iterator[Correction]:
        return self.stored.corrections()

    def correct_relations(self, corrections: Sequence[RelationCorrection]) -> None:
        self.stored.correct_relations(corrections)

    def restore_relation(self, triple: Triple) -> bool:
        return self.stored.restore_relation(triple)

    def relation_corrections(self) -> Iterator[RelationCorrection]:
        return self.stored.relation_corrections()

    def changes(self, since: int) -> Changes:
        return self.stored.changes(since)

    def about(self) -> StoreInfo:
        return self.stored.about()

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        self.stored.claim(embedder, dimensions, fingerprint)

    def check(self) -> list[str]:
        return self.stored.check()

    def compact(self) -> bool:
        return self.stored.compact()

    def close(self) -> None:
        self.stored.close()
