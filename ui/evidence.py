"""The words of a document that a person gives as evidence: they must stand in one of its passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import UsageError
from graph.store import GraphStore
from graph.types import Document, Filter, Passage
from rag.answer.quotes import locate_quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a passage: `quote` is what stands there from `start` to `end`."""

    passage_id: str
    start: int
    end: int
    quote: str


def find_evidence(passages: Iterable[Passage], quote: str, page: int = 0) -> Evidence | None:
    """Return where a quote stands in passages of a document, on that page if one is given; None if none holds it that a
    reader of the file sees."""
    for passage in passages:
        if passage.hidden or page not in (0, passage.page):
            continue
        if bounds := locate_quote(quote, passage.text):
            return Evidence(passage.id, *bounds, " ".join(passage.text[slice(*bounds)].split()))
    return None


def require_evidence(store: GraphStore, document: Document, quote: str) -> Evidence:
    """Return where a quote stands in a document; UsageError if no passage holds it."""
    passages = store.passages(where=Filter(document.collection, documents=(document.id,)))
    found = find_evidence(passages, quote)
    if found is None:
        name = document.title or document.source
        raise UsageError(f"no passage of {name} holds these words", "copy them from: graphloop documents show NAME")
    return found
