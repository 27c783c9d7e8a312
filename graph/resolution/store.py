"""A store in which entities that are decided to be the same are one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from graph.resolution.groups import EntityGroups, group_entities
from graph.resolution.reader import ResolvedReader
from graph.store import Changes, GraphReader, GraphStore, StoreInfo
from graph.types import Decision, DecisionState, Document, Subgraph


class ResolvedStore(ResolvedReader):
    """A `graph.store.GraphStore` over another one, `stored`: what is written, checked and counted is what is stored."""

    def __init__(self, stored: GraphStore) -> None:
        self.stored = stored
        super().__init__(stored, self._read_groups)

    def _read_groups(self) -> EntityGroups:
        return group_entities(self.stored.decisions())

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        """Open a view of the stored data, with the decisions at its first question about entities."""
        with self.stored.snapshot() as held:
            yield ResolvedReader(held, cache(self._read_groups))

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


def unresolved(store: GraphStore) -> GraphStore:
    """Return the store in which every entity stands by itself."""
    return store.stored if isinstance(store, ResolvedStore) else store
