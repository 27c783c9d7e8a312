"""What an extractor takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.types import Document, Passage, Sentence, Subgraph


@dataclass(frozen=True, slots=True, eq=False)
class SplitDocument:
    """A document with the passages and sentences from which something may be extracted."""

    document: Document
    passages: Sequence[Passage]
    sentences: Sequence[Sentence]


class Extract(Protocol):
    """Extracts entities, mentions, relations and fragments of documents, with names resolved within each of them."""

    @property
    def name(self) -> str:
        """Identifies the rules or weights; part of the pipeline's fingerprint."""
        ...

    def __call__(self, documents: Sequence[SplitDocument]) -> Sequence[Subgraph]:
        """Return what each document holds, whatever the others hold."""
        ...
