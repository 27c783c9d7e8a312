"""A store as a reader with some access labels sees it: nothing of a hidden document can be read, counted or named."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal, NoReturn

from graph.correction import Correction
from graph.entity_view import EntityView
from graph.errors import AccessDenied
from graph.local import LocalGraph, Seeds
from graph.relation_correction import BY_HAND, RelationCorrection, Triple
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

Ranked = list[tuple[str, float]]
Labels = tuple[str, ...]


def restrict_filter(where: Filter, labels: Labels) -> Filter:
    """Return the filter of a reader with these labels; one that names labels keeps only those that the reader has."""
    asked = labels if where.access is None else tuple(label for label in where.access if label in labels)
    return replace(where, access=asked)


class RestrictedReader:
    """A `graph.store.GraphReader` over another one, in which every question is asked with the labels of a reader.

    Vectors are found by id only, and every id that it gives is of something visible.
    """

    def __init__(self, reader: GraphReader, labels: Labels) -> None:
        self._reader = reader
        self._labels = labels

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        with self._reader.snapshot() as held:
            yield RestrictedReader(held, self._labels)

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]:
        return self._reader.documents(self._within(where))

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        return self._reader.passages(ids, self._within(where))

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        return self._reader.entities(ids, self._within(where))

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        return self._reader.count_passages(groups, self._within(where))

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        return self._reader.relations(subject_ids, object_ids, self._within(where))

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        return self._reader.read(document_ids, self._within(where))

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        return self._reader.vectors(ids, of)

    def similarities(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        return self._reader.similarities(ids, vector, of)

    def nearest(self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING) -> Ranked:
        return self._reader.nearest(vector, k, of, self._within(where))

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> Ranked:
        return self._reader.search(text, k, of, self._within(where))

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        return self._reader.spellings(word, self._within(where))

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        return self._reader.around(seeds, limit, self._within(where))

    def _within(self, where: Filter) -> Filter:
        return restrict_filter(where, self._labels)


class RestrictedStore(RestrictedReader):
    """A `graph.store.GraphStore` over another one, which a reader can read but not write.

    Reasons of decisions and corrections, which may quote anything, are left out, and so is what people state of two
    entities without a passage. Closing it leaves the other store open.
    """

    def __init__(self, stored: GraphStore, labels: Labels) -> None:
        super().__init__(stored, labels)
        self._stored = stored
        self._counted: StoreInfo | None = None
        self._lock = threading.Lock()

    def decisions(self) -> Iterator[Decision]:
        return (replace(one, reason="") for one in self._stored.decisions())

    def corrections(self) -> Iterator[Correction]:
        return (replace(one, reason="") for one in self._stored.corrections())

    def relation_corrections(self) -> Iterator[RelationCorrection]:
        known = (replace(one, reason="") for one in self._stored.relation_corrections())
        return (one for one in known if one.state != BY_HAND or one.passage_id)

    def changes(self, since: int) -> Changes:
        """Return the newest revision, and of the documents added those that are visible; none that were removed."""
        changes = self._stored.changes(since)
        visible = {document.id for document in self.documents(Filter(documents=changes.added))}
        return Changes(changes.revision, tuple(name for name in changes.added if name in visible))

    def about(self) -> StoreInfo:
        """Return what is stored, with what is visible counted once a revision; sentences and relations are not."""
        stored = self._stored.about()
        with self._lock:
            if self._counted is None or self._counted.revision != stored.revision:
                self._counted = self._count(stored)
            return self._counted

    def _count(self, stored: StoreInfo) -> StoreInfo:
        entities = [view.mentions for view in self.entities()]
        return replace(
            stored,
            documents=sum(1 for _ in self.documents()),
            passages=sum(1 for _ in self.passages()),
            sentences=0,
            entities=len(entities),
            mentions=sum(entities),
            relations=0,
        )

    def replace(self, document_id: str, part: Subgraph | None) -> None:  # noqa: ARG002
        _refuse()

    def update(self, part: Subgraph, over: Document) -> bool:  # noqa: ARG002
        _refuse()

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:  # noqa: ARG002
        _refuse()

    def forget(self, pair: tuple[str, str]) -> bool:  # noqa: ARG002
        _refuse()

    def correct(self, correction: Correction) -> None:  # noqa: ARG002
        _refuse()

    def restore(self, entity_id: str) -> bool:  # noqa: ARG002
        _refuse()

    def correct_relations(self, corrections: Sequence[RelationCorrection]) -> None:  # noqa: ARG002
        _refuse()

    def restore_relation(self, triple: Triple) -> bool:  # noqa: ARG002
        _refuse()

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:  # noqa: ARG002
        _refuse()

    def check(self) -> list[str]:
        """Raise AccessDenied: what is broken may be of a hidden document."""
        _refuse()

    def compact(self) -> bool:
        """Raise AccessDenied: it changes files."""
        _refuse()

    def close(self) -> None:
        """Do nothing: the other store is not ours."""


def _refuse() -> NoReturn:
    raise AccessDenied("a reader cannot change or check the graph", "ask an admin")
