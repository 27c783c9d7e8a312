"""Open an OpenDocument file, zipped or as one XML file, and read its properties."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from graph.errors import Reason, Refused
from ingest.archive import refuse_bombs
from ingest.doctype import find_declaration
from ingest.office.package import TEMPLATE_DATES
from ingest.opendocument.names import key
from ingest.own_title import own_title
from ingest.xml_parser import make_parser

_ZIP, _MANIFEST = b"PK\x03\x04", "META-INF/manifest.xml"
_HEAD = 16_384
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def has_kind(data: bytes, kind: str) -> bool:
    """Return whether the bytes are an OpenDocument of a kind: text, spreadsheet, presentation."""
    mark = f"application/vnd.oasis.opendocument.{kind}".encode()
    head = data[:_HEAD]
    return mark in head and (head.startswith(_ZIP) or b"office:document" in head or b":document " in head)


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """The roots of the parts, which are one for a flat file; `objects` are the roots of embedded charts by name."""

    content: Any
    styles: Any
    meta: Any
    objects: tuple[tuple[str, Any], ...] = ()

    @staticmethod
    def read(data: bytes) -> OpenDocument:
        """Read the parts; raises Refused for broken, encrypted or hostile files."""
        if not data.startswith(_ZIP):
            if fault := find_declaration(io.BytesIO(data), "content.xml"):
                raise Refused(Reason.CORRUPT, f"the file {fault}"[:200], "save the file again")
            root = _parse(data)
            return OpenDocument(root, root, root)
        _refuse_bombs(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
                raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
            if "content.xml" not in names:
                raise Refused(
                    Reason.CORRUPT, "not readable as an OpenDocument file: it has no content", "save it again"
                )
            content, styles, meta = (
                _parse(archive.read(name)) if name in names else None
                for name in ("content.xml", "styles.xml", "meta.xml")
            )
            inner = [name for name in sorted(names) if re.fullmatch(r"Object [^/]+/content\.xml", name)]
            objects = tuple((name.partition("/")[0], _parse(archive.read(name))) for name in inner)
        return OpenDocument(content, styles, meta, objects)

    def title_and_date(self) -> tuple[str, str]:
        """Return the title and the day that the properties state; empty if they state none."""
        found = dict.fromkeys(("dc:title", "meta:creation-date", "dc:date"), "")
        for name in found:
            root = next(self.meta.iter(key("office:meta")), None) if self.meta is not None else None
            node = None if root is None else root.find(key(name))
            found[name] = "" if node is None else node.text or ""
        days = (_DATE.match(found[name]) for name in ("meta:creation-date", "dc:date"))
        day = next((one.group() for one in days if one and one.group() not in TEMPLATE_DATES), "")
        return own_title(found["dc:title"]), day


def _refuse_bombs(data: bytes) -> None:
    try:
        refuse_bombs(data, "OpenDocument file")
    except Refused as fault:
        # Old programs declare the document type of the manifest, which is not parsed here.
        if not fault.message.startswith(f"{_MANIFEST} declares a document type"):
            raise
        refuse_bombs(_without_manifest(data), "OpenDocument file")


def _without_manifest(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for entry in archive.infolist():
            if entry.filename != _MANIFEST:
                copy.writestr(entry.filename, archive.read(entry))
    return out.getvalue()


def _parse(data: bytes) -> Any:
    from lxml import etree

    parser = make_parser(remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        told = f"not readable as an OpenDocument file: {error}"
        raise Refused(Reason.CORRUPT, told[:300], "save the file again")
