"""A store over another one: what is written, decided, checked and counted is what is stored."""

from __future__ import annotations

from collections.abc import Iterator

from graph.correction import Correction
from graph.store import Changes, GraphStore, StoreInfo
from graph.types import Decision, DecisionState, Document, Subgraph


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
