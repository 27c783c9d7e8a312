"""The parts of an Office file and how they refer to each other."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote

from graph.errors import Reason, Refused
from ingest.own_title import own_title
from ingest.xml_parser import make_parser

_CORE = "docProps/core.xml"
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
TEMPLATE_DATES = ("2013-01-27", "2013-12-23")
"""The days on which the templates of writing libraries were made."""


@dataclass(frozen=True, slots=True)
class OfficeRelation:
    """A reference of one part to another, or to an address outside the file."""

    id: str
    kind: str
    target: str
    external: bool


class OfficePackage:
    """An opened Office file whose zip archive has been checked; broken parts raise Refused."""

    def __init__(self, data: bytes, what: str) -> None:
        self._what = what
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def open(self, name: str) -> IO[bytes]:
        """Open a part; its name is found in any case."""
        try:
            return self._archive.open(self._names[name.lower()])
        except KeyError:
            raise Refused(Reason.CORRUPT, f"not readable as a {self._what}: {name} is missing", "save the file again")

    def read_xml(self, name: str) -> Any:
        """Return the root of a part."""
        from lxml import etree

        parser = make_parser(remove_comments=True)
        with self.open(name) as part:
            try:
                return etree.fromstring(part.read(), parser)
            except etree.XMLSyntaxError as error:
                raise self.fault(error)

    def fault(self, error: Exception) -> Refused:
        """Return the refusal for an error of the parser."""
        return Refused(Reason.CORRUPT, f"not readable as a {self._what}: {error}"[:300], "save the file again")

    def relations(self, name: str) -> Iterator[OfficeRelation]:
        """Yield what a part refers to; none if it has no relations."""
        folder, own = posixpath.split(name)
        place = posixpath.join(folder, "_rels", f"{own}.rels")
        if not self.has(place):
            return
        for node in self.read_xml(place):
            target = str(node.get("Target") or "")
            external = node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            yield OfficeRelation(str(node.get("Id")), str(node.get("Type") or "").rpartition("/")[2], target, external)

    def related(self, name: str, *kinds: str) -> Iterator[str]:
        """Yield the existing parts of some kinds that a part refers to."""
        for relation in self.relations(name):
            if relation.kind in kinds and not relation.external and self.has(relation.target):
                yield relation.target

    def title_and_date(self) -> tuple[str, str]:
        """Return the title and the day that the file's properties state; empty if they state none."""
        if not self.has(_CORE):
            return "", ""
        values = {local_name(node): node.text or "" for node in self.read_xml(_CORE)}
        days = (_DATE.match(values.get(name, "")) for name in ("created", "modified"))
        day = next((found.group() for found in days if found and found.group() not in TEMPLATE_DATES), "")
        return own_title(values.get("title", "")), day


def local_name(node: Any) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Any, name: str) -> str:
    """Return an attribute by its name in any namespace; empty if there is none."""
    return next((str(value) for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def find_all(root: Any, *names: str) -> Iterator[Any]:
    """Yield the descendants with these names in any namespace, in order."""
    yield from root.iter(*(f"{{*}}{name}" for name in names))


def drawn_text(root: Any) -> str:
    """Return the text of a shape, chart title or diagram: a line per paragraph."""
    paragraphs = ("".join(_drawn(node) for node in find_all(one, "t", "br")) for one in find_all(root, "p"))
    return "\n".join(filter(None, paragraphs))


def _drawn(node: Any) -> str:
    return " " if local_name(node) == "br" else node.text or ""


def drop_element(node: Any) -> None:
    """Free an element that has been read, and those before it, while a part is read piece by piece."""
    node.clear()
    while node.getprevious() is not None:
        del node.getparent()[0]
