"""The protocol of a graph store; `tests/contract` specifies it in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from graph.correction import Correction
from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.relation_correction import RelationCorrection, Triple
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


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents added and removed after a revision; a replaced document is in both lists."""

    revision: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What a store reports about itself."""

    schema_version: int
    embedder: str
    dimensions: int
    fingerprint: str
    documents: int
    passages: int
    sentences: int
    entities: int
    mentions: int
    relations: int
    revision: int


class GraphReader(Protocol):
    """The reading half of a store: documents, passages, entities and vectors. Failures are `StoreError`."""

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]: ...

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        """Return passages by id in the order given, skipping unknown and hidden ones; or all, by document and
        position."""
        ...

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        """Return entities with their names, aliases and descriptions as visible under `where`."""
        ...

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        """Return for each group of entity ids how many visible passages mention one of them."""
        ...

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        """Return what visible passages state of one of these entities and one of those, ordered by its fields."""
        ...

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        """Return everything stored of these documents, vectors included."""
        ...

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        """Return one row per id, in the order given; raises KeyError for an id without a vector."""
        ...

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        """Return the cosine of each id's vector to a unit vector, in order; KeyError for an id without a vector."""
        ...

    def nearest(
        self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        """Return the k ids with the highest cosine to a unit vector, best first, ties by id."""
        ...

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        """Return the k best passages by BM25, or the k entities whose names share most words with the text."""
        ...

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        """Return analysed words of visible passages of which this one may be a misspelling, best match first."""
        ...

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        """Return the neighbourhood of the seeds, at most `limit` passages; deterministic in seeds and limit."""
        ...

    def snapshot(self) -> AbstractContextManager[GraphReader]:
        """Open a view for all reading of one question, by one thread at a time; that of a snapshot is itself.

        A document removed or replaced meanwhile is read as it was or as it has become, and no read fails because of it.
        What was removed before the snapshot was opened is absent. It can hold back `compact`: close it soon.
        """
        ...


class GraphStore(GraphReader, Protocol):
    """Documents, passages, entities and vectors; usable from any thread. Failures are `graph.errors.StoreError`."""

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        """Replace a document by its new version in one transaction; None removes it."""
        ...

    def update(self, part: Subgraph, over: Document) -> bool:
        """Replace a document only if it is stored as `over`; False, with nothing written, if it changed or is gone."""
        ...

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        """Record whether two entities are the same; the latest decision on a pair counts."""
        ...

    def forget(self, pair: tuple[str, str]) -> bool:
        """Erase the decision on a pair, as if it had never been made; False if there is none."""
        ...

    def decisions(self) -> Iterator[Decision]: ...

    def correct(self, correction: Correction) -> None:
        """Record what people correct of an entity; the latest counts."""
        ...

    def restore(self, entity_id: str) -> bool:
        """Erase the correction of an entity, as if it had never been made; False if there is none."""
        ...

    def corrections(self) -> Iterator[Correction]:
        """Return the corrections by entity."""
        ...

    def correct_relations(self, corrections: Sequence[RelationCorrection]) -> None:
        """Record what people correct of relations, all or none; the latest on each subject, predicate and object
        counts."""
        ...

    def restore_relation(self, triple: Triple) -> bool:
        """Erase the correction of a relation, as if it had never been made; False if there is none."""
        ...

    def relation_corrections(self) -> Iterator[RelationCorrection]:
        """Return the corrections of relations by subject, predicate and object."""
        ...

    def changes(self, since: int) -> Changes:
        """Return the newest revision, and the documents added and removed after `since`."""
        ...

    def about(self) -> StoreInfo: ...

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        """Bind an empty store to an embedder and pipeline; EmbedderMismatch if it holds another embedder's vectors."""
        ...

    def check(self) -> list[str]:
        """Return broken invariants in plain words; empty for a healthy store."""
        ...

    def compact(self) -> bool:
        """Erase all traces of removed data from our files; return False while other processes prevent it.

        Data that a server keeps in its own files is not covered.
        """
        ...

    def close(self) -> None: ...
