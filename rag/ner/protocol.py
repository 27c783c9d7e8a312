"""The protocol of a tagger: it finds names in a text."""

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
    """Used on passages by ingest and on questions by retrieval."""

    @property
    def name(self) -> str:
        """Names the rules or weights; part of the pipeline's fingerprint."""
        ...

    def mentions(self, text: str) -> list[Span]:
        """Names in order of place, none overlapping."""
        ...
