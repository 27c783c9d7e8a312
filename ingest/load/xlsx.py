"""Excel workbooks: the tables of each sheet, with cells as a reader sees them.

A sheet is a section. What stands in hidden sheets, rows and columns follows, marked as hidden.
"""

from __future__ import annotations

from graph.errors import Reason, Refused
from ingest.archive import refuse_bombs
from ingest.hidden import append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.office.package import OfficePackage
from ingest.types import LoadedText

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, _OLD = "EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le")
_HEAD = 1_000_000


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_OLE):
        return float(_ENCRYPTED not in data[:_HEAD] and (suffix in (".xls", ".xlt") or _OLD in data))
    if not data.startswith(_ZIP):
        return 0.0
    return 1.0 if suffix in SUFFIXES else 0.9 * (b"xl/workbook." in data)


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else its name."""
    if data.startswith(_OLE):
        raise Refused(Reason.UNSUPPORTED, "this is a workbook of Excel before 2007", "save it as xlsx")
    if b"xl/workbook.bin" in data:
        raise Refused(Reason.UNSUPPORTED, "this is a binary Excel workbook", "save it as xlsx")
    refuse_bombs(data, "workbook")
    from ingest.office.workbook import WorkbookReader

    package = OfficePackage(data, "workbook")
    title, day = package.title_and_date()
    reader = WorkbookReader(package)
    reader.read()
    written, blocks = reader.builder.build()
    text, stretches = append_hidden(written, reader.hidden)
    notes = (*hidden_note(reader.hidden), *reader.notes())
    return [LoadedText(title or name, text, notes=notes, hidden=stretches, blocks=blocks, date=day)]


FORMAT = FormatSpec("xlsx", "XLSX", "the tables of an Excel workbook's sheets", SUFFIXES, looks_like, load)
