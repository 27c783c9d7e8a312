"""Word documents: all that a reader of the document sees, in order; deleted text is left out.

Hidden text follows the visible text, marked as hidden.
"""

from __future__ import annotations

import io

from graph.errors import Reason, Refused
from ingest.archive import refuse_bombs
from ingest.doctype import find_declaration
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FLAT = b"http://schemas.microsoft.com/office/2006/xmlPackage"
_PART_NAMES = (b"word/document", b"word\\document", b"word/_rels/")
_HEAD = 4_096


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_ZIP) and (suffix in SUFFIXES or any(name in data for name in _PART_NAMES)):
        return 1.0
    if _FLAT in data[:_HEAD] and b"wordprocessingml" in data:
        return 1.0
    return 1.0 if data.startswith(_OLE) and _ENCRYPTED in data[:1_000_000] else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else the first heading, else the file's name."""
    if data.startswith(_OLE):
        raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
    from ingest.word.document import read_document
    from ingest.word.package import open_flat, open_package

    if _FLAT in data[:_HEAD] and not data.startswith(_ZIP):
        if fault := find_declaration(io.BytesIO(data), name):
            raise Refused(Reason.CORRUPT, f"it {fault}", "save the file again")
        return [read_document(open_flat(data), name)]
    refuse_bombs(data, "Word document")
    return [read_document(open_package(data), name)]


FORMAT = FormatSpec(
    "docx",
    "DOCX",
    "paragraphs, headings, lists, tables, notes, comments, headers and equations of a Word document",
    SUFFIXES,
    looks_like,
    load,
)
