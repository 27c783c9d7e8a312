"""Word documents: paragraphs, headings, lists and tables in order; hidden text and deleted text is left out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from graph.clean import clean, clean_line
from graph.errors import Reason, Refused
from ingest.loaded import Loaded

SUFFIXES = (".docx", ".docm", ".dotx")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES, _MOST_ENTRIES, _MOST_PACKED, _PACKED_FROM = 200_000_000, 10_000, 100, 1_000_000
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _TAB, _BREAK, _HYPHEN = f"{_W}t", f"{_W}tab", (f"{_W}br", f"{_W}cr"), f"{_W}noBreakHyphen"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}r"
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}sectPr", f"{_W}tblPr"))
# What python-docx calls a document without properties.
_NO_TITLE = "Word Document"
_HEADING = re.compile(r"(?:heading|title|überschrift|titre|título|titolo)", re.IGNORECASE)


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_ZIP) and (b"word/document.xml" in data or suffix in SUFFIXES):
        return 1.0
    return 1.0 if data.startswith(_OLE) and _ENCRYPTED in data[:1_000_000] else 0.0


def load(data: bytes, name: str) -> list[Loaded]:
    """One text; its title is the one in the file's properties, else the first heading, else the file's name."""
    if data.startswith(_OLE):
        raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
    _refuse_bombs(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        body, title = document.element.body, document.core_properties.title
    # python-docx meets missing parts and broken XML with many kinds of exception, and they all mean the same.
    except Exception as error:  # noqa: BLE001
        raise Refused(Reason.CORRUPT, f"not readable as a Word document: {error}"[:300], "save the file again")
    if body is None:
        return []
    headings, unseen = _styles(document)
    blocks = list(_blocks(body, unseen))
    first = next((text for text, style in blocks if style in headings and text.strip()), "")
    title = "" if title == _NO_TITLE else title
    return [Loaded(clean_line(title or first) or name, clean("\n\n".join(text for text, _ in blocks if text.strip())))]


def _refuse_bombs(data: bytes) -> None:
    """Look at the directory of the archive before anything is unpacked, and at every XML part before it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            packed = any(
                entry.file_size > _PACKED_FROM and entry.file_size > _MOST_PACKED * entry.compress_size
                for entry in entries
            )
            if packed or len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_BYTES:
                raise Refused(Reason.TOO_LARGE, "it unpacks to far more than its size", "save the file again")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")) and _declares(archive, entry):
                    raise Refused(Reason.CORRUPT, f"{entry.filename} declares XML entities", "save the file again")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise Refused(Reason.CORRUPT, f"not readable as a Word document: {error}", "save the file again")


def _declares(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as part:
        before = b""
        while block := part.read(1 << 20):
            if _DOCTYPE.search(before + block):
                return True
            before = block[-32:]
    return False


def _styles(document: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of heading styles, and of styles whose text is hidden."""
    try:
        styles = document.styles.element.findall(f"{_W}style")
    except KeyError:
        return frozenset(), frozenset()
    headings, unseen = set(), set()
    for style in styles:
        name = style.find(f"{_W}name")
        identity = str(style.get(f"{_W}styleId"))
        if name is not None and _HEADING.match(str(name.get(f"{_W}val"))):
            headings.add(identity)
        if _vanishes(style.find(f"{_W}rPr")):
            unseen.add(identity)
    return frozenset(headings), frozenset(unseen)


def _blocks(body: Any, unseen: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Text and style of each paragraph, and each table as one block."""
    todo = list(reversed(body))
    while todo:
        node = todo.pop()
        if node.tag == _PARAGRAPH:
            yield "".join(_runs(node, unseen)), _style(node, "p")
        elif node.tag == _TABLE:
            yield "\n".join(_rows(node, unseen)), ""
        elif node.tag not in _SKIPPED:
            todo.extend(reversed(node))


def _rows(table: Any, unseen: frozenset[str]) -> Iterator[str]:
    """One line a row; a table within a cell is part of the cell."""
    for row in table.iterchildren(_ROW):
        cells = [" ".join("".join(_runs(cell, unseen)).split()) for cell in row.iterchildren(_CELL)]
        if any(cells):
            yield " | ".join(cells)


def _runs(node: Any, unseen: frozenset[str]) -> Iterator[str]:
    """The text of all visible runs below a node, without recursion."""
    todo = list(reversed(node))
    while todo:
        child = todo.pop()
        tag = child.tag
        if tag == _TEXT:
            yield child.text or ""
        elif tag == _TAB:
            yield "\t"
        elif tag in _BREAK:
            yield "\n"
        elif tag == _HYPHEN:
            yield "-"
        elif tag in _SKIPPED or (tag == _RUN and _hidden(child, unseen)):
            continue
        else:
            if tag == _PARAGRAPH:
                yield "\n"
            todo.extend(reversed(child))


def _hidden(run: Any, unseen: frozenset[str]) -> bool:
    return _vanishes(run.find(f"{_W}rPr")) or _style(run, "r") in unseen


def _vanishes(properties: Any) -> bool:
    mark = None if properties is None else properties.find(f"{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _style(node: Any, kind: str) -> str:
    found = node.find(f"{_W}{kind}Pr/{_W}{kind}Style")
    return "" if found is None else str(found.get(f"{_W}val"))
