"""The protocol of a graph store; `tests/contract` says in full what a store promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

from graph.local import LocalGraph, Seeds
from graph.types import (
    EVERYTHING,
    About,
    Changes,
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


class GraphStore(Protocol):
    """Documents, passages, entities and vectors; usable from any thread. Failures are `graph.errors.StoreError`."""

    def replace(self, document_id: str, part: Subgraph | None) -> None:
        """Put the new version of a document in the place of the old in one transaction; None removes it."""
        ...

    def documents(self, where: Filter = EVERYTHING) -> Iterator[Document]: ...

    def passages(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[Passage]:
        """Passages by id in the order asked, unknown and hidden ones left out; or all, by document and place."""
        ...

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        """Entities with their names, aliases and descriptions as visible under `where`."""
        ...

    def read(self, document_ids: Iterable[str], where: Filter = EVERYTHING) -> Subgraph:
        """Everything stored of these documents, vectors included."""
        ...

    def vectors(self, ids: Sequence[str], of: Kind) -> Matrix:
        """One row an id, in the order asked; raises KeyError for an id without a vector."""
        ...

    def likeness(self, ids: Sequence[str], vector: Vector, of: Kind) -> Vector:
        """The cosine of each id's vector to a unit vector, in the order asked; KeyError for an id without a vector."""
        ...

    def nearest(
        self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The k ids with the highest cosine to a unit vector, best first, ties by id."""
        ...

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The k best by BM25 (of="passage"), or entities whose names share words with the text (of="entity")."""
        ...

    def spellings(self, word: str, where: Filter = EVERYTHING) -> list[str]:
        """Analysed words of visible passages that a slip of the fingers may have made into this one, likest first."""
        ...

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        """The neighbourhood of the seeds, at most `limit` passages; decided by seeds and limit alone."""
        ...

    def decide(self, pair: tuple[str, str], state: DecisionState, reason: str, score: float = 0.0) -> None:
        """Record whether two entities are one; the last word on a pair counts."""
        ...

    def decisions(self) -> Iterator[Decision]: ...

    def changes(self, since: int) -> Changes:
        """The newest revision, and the documents added and removed after `since`."""
        ...

    def about(self) -> About: ...

    def claim(self, embedder: str, dimensions: int, fingerprint: str) -> None:
        """Bind an empty store to an embedder and pipeline; EmbedderMismatch when it holds another's vectors."""
        ...

    def check(self) -> list[str]:
        """Broken invariants in plain words; empty on a healthy store."""
        ...

    def compact(self) -> bool:
        """Let nothing that was removed stand in files of ours; False while others keep that from being done.

        What a server keeps in its own files is not ours.
        """
        ...

    def close(self) -> None: ...
