"""The stored documents of a collection, read once and updated as documents are written."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable

from graph.store import GraphStore
from graph.types import Document, Filter, digest
from graph.version import DocumentStamp
from ingest.ignore import normalize_name


class StoreIndex:
    """Stamps by document, and documents by source."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._stamps: dict[str, DocumentStamp] = {}
        self._by_source: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._spellings: dict[str, str] = {}
        for document in documents:
            self.add(document)

    @staticmethod
    def read(store: GraphStore, collection: str) -> StoreIndex:
        return StoreIndex(store.documents(Filter(collection=collection)))

    def add(self, document: Document) -> None:
        """Record a written document."""
        self._stamps[document.id] = DocumentStamp.of(document)
        self._by_source[document.source][document.id] = None
        self._spellings.setdefault(normalize_name(document.source), document.source)

    def remove(self, source: str, document_id: str) -> None:
        """Record a removed document."""
        del self._stamps[document_id]
        self._by_source[source].pop(document_id)

    def holds(self, document: Document) -> bool:
        """Return whether exactly this document is stored, made by the same pipeline."""
        return self._stamps.get(document.id) == DocumentStamp.of(document)

    def has_version_by(self, document_id: str, fingerprint: str) -> bool:
        """Return whether some version of the document is stored that the same pipeline made."""
        known = self._stamps.get(document_id)
        return known is not None and known.fingerprint == fingerprint

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
