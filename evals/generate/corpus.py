"""What cases are generated from: the visible passages, and the documents in which they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graph.store import GraphStore
from graph.types import EVERYTHING, Document, Filter, Passage


@dataclass(frozen=True)
class Corpus:
    """Passages, by document and position, and their documents by id; what a reader does not see is left out."""

    passages: Sequence[Passage]
    documents: Mapping[str, Document]

    @staticmethod
    def read(store: GraphStore, where: Filter = EVERYTHING) -> Corpus:
        """Read what a filter lets through, in the order of the files: drafts are drawn by their place.

        Ids would not do: they differ with the collection and with the folder that holds the files.
        """
        return Corpus.of(store.documents(where), store.passages(where=where))

    @staticmethod
    def of(documents: Iterable[Document], passages: Iterable[Passage]) -> Corpus:
        """Return documents with some of their passages, ordered as `read` does."""
        ordered = sorted(documents, key=lambda document: (document.source, document.locator))
        places = {document.id: place for place, document in enumerate(ordered)}
        seen = [passage for passage in passages if not passage.hidden]
        return Corpus(
            sorted(seen, key=lambda passage: (places[passage.document_id], passage.start, passage.end)),
            {document.id: document for document in ordered},
        )

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[Passage]]:
        """The passages of each document, in its order."""
        found: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            found[passage.document_id].append(passage)
        return {name: sorted(passages, key=lambda passage: passage.start) for name, passages in found.items()}

    def passage_at(self, document_id: str, start: int, end: int) -> Passage | None:
        """Return the passage that holds a span of a document's text; None if none holds all of it."""
        passages = self.by_document.get(document_id, ())
        for passage in reversed(passages[: bisect_right(passages, start, key=lambda passage: passage.start)]):
            if end <= passage.end:
                return passage
        return None
