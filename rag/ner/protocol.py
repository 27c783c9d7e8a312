"""The protocol of a tagger, which finds names in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """A name at text[start:end]; `kind` is person, organisation, place, work, event, product, term, date or empty."""

    start: int
    end: int
    kind: str = ""


class Tagger(Protocol):
    """Finds names in passages at ingest and in questions at retrieval."""

    @property
    def name(self) -> str:
        """Identifies the rules or weights; part of the pipeline's fingerprint."""
        ...

    def mentions(self, text: str) -> list[Span]:
        """Return names sorted by position, none overlapping."""
        ...
