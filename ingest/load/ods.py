"""OpenDocument spreadsheets: a section per sheet."""

from __future__ import annotations

from ingest.load.spec import FormatSpec
from ingest.opendocument.package import has_kind
from ingest.types import LoadedText

SUFFIXES = (".ods", ".ots", ".fods")


def looks_like(data: bytes, suffix: str) -> float:
    return float(has_kind(data, "spreadsheet") or (data.startswith(b"PK\x03\x04") and suffix in SUFFIXES))


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text with its structure."""
    from ingest.opendocument.document import load_document

    return load_document(data, name)


FORMAT = FormatSpec("ods", "ODS", "the tables of an OpenDocument spreadsheet's sheets", SUFFIXES, looks_like, load)
