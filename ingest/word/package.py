"""The parts of a Word file and their relationships, in a zip or in one XML file, of the transitional or strict form."""

from __future__ import annotations

import base64
import binascii
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from graph.errors import Reason, Refused
from ingest.xml_parser import make_parser

WORD_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_MAIN_PART = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part relates to: `kind` is the last word of its type, `target` a part's name or an outer address."""

    kind: str
    target: str
    outer: bool


class Package:
    """The parts of a Word file. What is missing or damaged beside the main part is taken as absent."""

    def __init__(self, parts: Mapping[str, Callable[[], bytes]]) -> None:
        self._parts = {_normalize(name): read for name, read in parts.items()}
        self._trees: dict[str, Any] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self.damaged: list[str] = []
        self.main = self._find_main()

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def read_part(self, name: str) -> bytes:
        """Return the bytes of a part; none if it is missing."""
        read = self._parts.get(_normalize(name))
        return read() if read else b""

    def read_tree(self, name: str) -> Any:
        """Return the root of a part; None if it is missing or damaged."""
        name = _normalize(name)
        if name not in self._trees:
            self._trees[name] = _parse(self.read_part(name))
            if name in self._parts and self._trees[name] is None:
                self.damaged.append(name)
        return self._trees[name]

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Return the relationships of a part by id; those of the whole package for an empty name."""
        part = _normalize(part)
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.read_tree(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._relations[part] = {} if root is None else dict(_read_relations(root, folder))
        return self._relations[part]

    def related(self, part: str, kind: str) -> str:
        """Return the name of the first part that a part relates to in this way; empty if there is none."""
        targets = (one.target for one in self.relations(part).values() if one.kind == kind and not one.outer)
        return next((target for target in targets if target in self._parts), "")

    def _find_main(self) -> str:
        """Return the name of the part that holds the document's body; raises Refused."""
        name = self.related("", "officeDocument") or _MAIN_PART
        root = self.read_tree(name)
        if root is None or root.tag != f"{WORD_NAMESPACE}document":
            fault = "its main part is missing" if name not in self._parts else "its main part is damaged"
            raise Refused(Reason.CORRUPT, f"not readable as a Word document: {fault}", "save the file again")
        return name


def open_package(data: bytes) -> Package:
    """Open a zip that has been checked; raises Refused."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return Package({entry.filename: partial(_read_entry, archive, entry) for entry in archive.infolist()})


def open_flat(data: bytes) -> Package:
    """Open a file whose parts are elements of one XML file; raises Refused."""
    root = _parse(data)
    return Package({} if root is None else dict(_flat_parts(root)))


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of an entry; none if it is damaged."""
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        return b""


def _flat_parts(root: Any) -> Iterator[tuple[str, Callable[[], bytes]]]:
    from lxml import etree

    for part in root.iterchildren(f"{_PACKAGE}part"):
        name = str(part.get(f"{_PACKAGE}name") or "")
        tree = next((child for xml in part.iterchildren(f"{_PACKAGE}xmlData") for child in xml), None)
        if tree is not None:
            yield name, partial(etree.tostring, tree, with_tail=False)
        else:
            yield name, partial(_decode, part.findtext(f"{_PACKAGE}binaryData") or "")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _parse(data: bytes) -> Any:
    """Return the root of XML, with the names of the transitional form; None if it is damaged."""
    from lxml import etree

    parser = make_parser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(_to_transitional(data), parser)
        # In an encoding of wide letters the strict names are found only after it has been parsed.
        if any(b"purl.oclc.org/ooxml" in (uri or "").encode() for uri in root.nsmap.values()):
            root = etree.fromstring(_to_transitional(etree.tostring(root)), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _to_transitional(data: bytes) -> bytes:
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)


def _read_relations(root: Any, folder: str) -> Iterator[tuple[str, Relation]]:
    for one in root:
        target, kind = str(one.get("Target") or ""), str(one.get("Type") or "").rsplit("/", 1)[-1]
        outer = str(one.get("TargetMode") or "").lower() == "external"
        name = target if outer else _normalize(posixpath.join("/", folder, unquote(target.replace("\\", "/"))))
        yield str(one.get("Id") or ""), Relation(kind, name, outer)


def _normalize(name: str) -> str:
    """Return a part's name as it is looked up: their case does not count."""
    name = name.replace("\\", "/")
    return posixpath.normpath(f"/{name}").lstrip("/").lower() if name else ""
