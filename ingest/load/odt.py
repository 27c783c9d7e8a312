"""OpenDocument texts: headings, paragraphs, lists, tables, notes and comments."""

from __future__ import annotations

from ingest.load.spec import FormatSpec
from ingest.opendocument.package import has_kind
from ingest.types import LoadedText

SUFFIXES = (".odt", ".ott", ".fodt")


def looks_like(data: bytes, suffix: str) -> float:
    return float(has_kind(data, "text") or (data.startswith(b"PK\x03\x04") and suffix in SUFFIXES))


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text with its structure."""
    from ingest.opendocument.document import load_document

    return load_document(data, name)


FORMAT = FormatSpec(
    "odt", "ODT", "the paragraphs, lists, tables and notes of an OpenDocument text", SUFFIXES, looks_like, load
)
