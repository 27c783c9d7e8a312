"""The stored documents of a collection, read once and updated as documents are written."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable

from graph.store import GraphStore
from graph.types import Document, Filter, Meta, digest
from graph.version import DocumentStamp
from ingest.ignore import normalize_name


class StoreIndex:
    """Stamps and sources by document, and documents by source and locator."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._stamps: dict[str, DocumentStamp] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._by_place: dict[tuple[str, str], str] = {}
        self._by_source: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._spellings: dict[str, str] = {}
        for document in documents:
            self.add(document)

    @staticmethod
    def read(store: GraphStore, collection: str) -> StoreIndex:
        return StoreIndex(store.documents(Filter(collection=collection)))

    def add(self, document: Document) -> None:
        """Record a written document, which may have had another source."""
        if document.id in self._places:
            self.remove(self._places[document.id][0], document.id)
        self._stamps[document.id] = DocumentStamp.of(document)
        self._places[document.id] = (document.source, document.locator)
        self._by_place[document.source, document.locator] = document.id
        self._by_source[document.source][document.id] = None
        self._spellings.setdefault(normalize_name(document.source), document.source)

    def remove(self, source: str, document_id: str) -> None:
        """Record a removed document."""
        del self._stamps[document_id]
        self._by_place.pop(self._places.pop(document_id), None)
        self._by_source[source].pop(document_id)

    def holds(self, document: Document) -> bool:
        """Return whether exactly this document is stored, from this source and made by the same pipeline."""
        same_place = self._places.get(document.id) == (document.source, document.locator)
        return same_place and self._stamps.get(document.id) == DocumentStamp.of(document)

    def id_for(self, document: Document, former: str) -> str:
        """Return the id under which a document is stored, or is to be: the one it had at a former source.

        A document that was moved keeps its id, and what is found at its former place gets another one.
        """
        for source in filter(None, (document.source, former)):
            if known := self._by_place.get((source, document.locator)):
                return known
        free = document.id
        while free in self._places:
            free = digest("document", free)
        return free

    def meta_of(self, document_id: str) -> Meta | None:
        """Return the metadata of a stored document; None if it is not stored."""
        known = self._stamps.get(document_id)
        return None if known is None else known.meta

    def metas_of(self, source: str) -> list[Meta]:
        """Return the metadata of all documents of a source."""
        return [self._stamps[document_id].meta for document_id in self.of(source)]

    def sources(self) -> list[str]:
        return sorted(source for source, documents in self._by_source.items() if documents)

    def spelled(self, path: str) -> str:
        """Return the source that stands for a file: its path, or as stored if that differs only in its normal form."""
        known = self._spellings.get(normalize_name(path), path)
        return path if path in self._by_source or os.path.lexists(known) else known

    def of(self, source: str) -> list[str]:
        """Return the documents of a source, ordered by id."""
        return sorted(self._by_source.get(source, ()))

    def digest_of(self, source: str) -> str:
        """Return a digest of the state of all documents of a source."""
        stamps = ((document_id, self._stamps[document_id]) for document_id in self.of(source))
        return digest(*(part for name, stamp in stamps for part in (name, stamp.content_hash, stamp.fingerprint)))
