"""Electronic books (EPUB): the chapters in reading order, with their headings, tables and notes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.archive import refuse_bombs
from ingest.decode import decode
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.html import add_visible
from ingest.load.spec import FormatSpec
from ingest.own_title import own_title
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText
from ingest.xml_parser import make_parser

SUFFIXES = (".epub",)
_TYPE = b"application/epub+zip"
_PAGES = (".xhtml", ".html", ".htm", ".ncx", ".svg")
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
# Fonts are often scrambled by these; a book is readable all the same.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def looks_like(data: bytes, suffix: str) -> float:
    if not data.startswith(b"PK\x03\x04"):
        return 0.0
    return 1.0 if _TYPE in data[:200] or suffix in SUFFIXES else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the book's title, else the file's name; Refused if it is encrypted or no book."""
    refuse_bombs(data, "book", declaring=_PAGES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _Book.of(archive)
        builder = TextBuilder()
        hidden: list[HiddenText] = []
        for label, value in book.fields():
            builder.add("field", f"{label}: {value}")
        missing = [place for place in book.chapters() if not _add_chapter(builder, archive, place, hidden)]
    written, blocks = builder.build()
    text, stretches = append_hidden(written, hidden)
    notes = hidden_note(hidden) + ((f"{len(missing)} chapters are missing: {missing[0]}",) if missing else ())
    title = own_title(book.first("title")) or name
    language, date = book.first("language")[:2].lower(), book.first("date")[:10]
    return [LoadedText(title, text, "", language, (), notes, stretches, blocks, date)]


def _add_chapter(builder: TextBuilder, archive: zipfile.ZipFile, place: str, hidden: list[HiddenText]) -> bool:
    """Add the text of a chapter; return whether there is one."""
    try:
        source = decode(archive.read(place))
    except KeyError:
        return False
    hidden.extend(add_visible(builder, source))
    return True


@dataclass(frozen=True, slots=True)
class _Book:
    """The package document of a book, and the folder that its chapters' addresses start from."""

    package: Any
    folder: str

    @staticmethod
    def of(archive: zipfile.ZipFile) -> _Book:
        _refuse_encrypted(archive)
        root = next(_named(_parse(archive, "META-INF/container.xml"), "rootfile"), None)
        place = "" if root is None else root.get("full-path", "")
        return _Book(_parse(archive, place), posixpath.dirname(place))

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield author, publisher and date, as far as the book tells."""
        for label, name in (("Author", "creator"), ("Publisher", "publisher"), ("Date", "date")):
            for node in _named(self.package, name):
                if value := clean_line("".join(node.itertext())):
                    yield label, value

    def first(self, name: str) -> str:
        return next(("".join(node.itertext()).strip() for node in _named(self.package, name)), "")

    def chapters(self) -> Iterator[str]:
        """Yield the places of the chapters in reading order, each once, without a table of contents."""
        items = {node.get("id", ""): node for node in _named(self.package, "item")}
        places: dict[str, None] = {}
        for reference in _named(self.package, "itemref"):
            item = items.get(reference.get("idref", ""))
            if item is None or item.get("media-type") not in _CHAPTER_TYPES:
                continue
            if "nav" not in item.get("properties", "").split():
                address = unquote(item.get("href", "").partition("#")[0])
                places[posixpath.normpath(posixpath.join(self.folder, address))] = None
        yield from places


def _parse(archive: zipfile.ZipFile, place: str) -> Any:
    from lxml import etree

    parser = make_parser(huge_tree=False)
    try:
        return etree.fromstring(archive.read(place), parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise Refused(Reason.CORRUPT, f"not readable as a book: {error}"[:200], "save the file again")


def _refuse_encrypted(archive: zipfile.ZipFile) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    methods = [
        node.get("Algorithm", "") for node in _named(_parse(archive, "META-INF/encryption.xml"), "EncryptionMethod")
    ]
    if any(method not in _FONT_SCRAMBLING for method in methods):
        raise Refused(Reason.ENCRYPTED, "the book is protected against copying", "use a copy without protection")


def _named(root: Any, name: str) -> Iterator[Any]:
    """Yield the elements of a name, whatever their namespace."""
    yield from root.iter(f"{{*}}{name}")


FORMAT = FormatSpec("epub", "EPUB", "the chapters of an electronic book in order", SUFFIXES, looks_like, load)
