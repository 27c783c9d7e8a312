"""PowerPoint presentations: a section per slide, with tables, charts, diagrams, speaker notes and comments."""

from __future__ import annotations

from graph.errors import Reason, Refused
from ingest.archive import refuse_bombs
from ingest.hidden import append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.office.package import OfficePackage
from ingest.types import LoadedText

SUFFIXES = (".pptx", ".pptm", ".ppsx", ".potx")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, _OLD = "EncryptedPackage".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le")
_HEAD = 1_000_000


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_OLE):
        return float(_ENCRYPTED not in data[:_HEAD] and (suffix in (".ppt", ".pps") or _OLD in data))
    if not data.startswith(_ZIP):
        return 0.0
    return 1.0 if suffix in SUFFIXES else 0.95 * (b"ppt/presentation.xml" in data)


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else the first slide's title, else the file's name."""
    if data.startswith(_OLE):
        raise Refused(Reason.UNSUPPORTED, "this is a presentation of PowerPoint before 2007", "save it as pptx")
    refuse_bombs(data, "presentation")
    from ingest.office.presentation import PresentationReader

    package = OfficePackage(data, "presentation")
    title, day = package.title_and_date()
    reader = PresentationReader(package)
    reader.read()
    written, blocks = reader.builder.build()
    text, stretches = append_hidden(written, reader.hidden)
    pages = tuple(min(page, len(written)) for page in reader.pages)
    notes = (*hidden_note(reader.hidden), *reader.notes())
    return [LoadedText(title or reader.title or name, text, "", "", pages, notes, stretches, blocks, day)]


FORMAT = FormatSpec(
    "pptx", "PPTX", "the slides of a PowerPoint presentation, with notes and comments", SUFFIXES, looks_like, load
)
