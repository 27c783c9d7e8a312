"""Tell whether a stored document is still the same, without its text."""

from __future__ import annotations

from dataclasses import dataclass

from graph.types import Document, Meta


@dataclass(frozen=True, slots=True)
class DocumentStamp:
    """A document's content hash, its metadata, and the fingerprint of the pipeline that made its passages."""

    content_hash: str
    meta: Meta
    fingerprint: str

    @staticmethod
    def of(document: Document) -> DocumentStamp:
        return DocumentStamp(document.content_hash, document.meta, document.fingerprint)
