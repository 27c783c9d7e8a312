"""XML: prose (DocBook, TEI, JATS) with its structure, feeds and maps, drawings' words, and data as fields and tables.

No document type, entity or file is ever loaded.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.document_date import read_date
from ingest.elements.names import name_of, plain_text
from ingest.elements.reader import ElementReader
from ingest.load.json import load as load_json
from ingest.load.spec import FormatSpec
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText
from ingest.xml_parser import make_parser

SUFFIXES = (
    ".xml", ".rss", ".atom", ".svg", ".kml", ".gpx", ".plist", ".dbk", ".docbook", ".tei", ".opml", ".xsd", ".xsl",
    ".xslt", ".wsdl", ".xliff", ".xlf", ".dita", ".ditamap",
)  # fmt: skip
_PROLOG = (("<?", "?>"), ("<!--", "-->"))
_SPACE = re.compile(r"[\s\ufeff]*")
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*""", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(#?\w{1,32};)?", re.DOTALL)
_KNOWN = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DATES = ("pubDate", "updated", "published", "date", "pubdate", "lastBuildDate", "modified", "created")
_DRAWN = ("text", "title", "desc")


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"").lstrip()
    if not head.startswith(b"<") or not is_text(data):
        return 0.0
    return 0.85 if suffix in SUFFIXES else 0.7 if head.startswith(b"<?xml") else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the first heading, else the file's name."""
    source = _without_prolog(_CONTROL.sub("", decode(data)))
    root, notes = _parse(_REFERENCE.sub(_mended, source))
    if name_of(root) == "plist" and not notes:
        return _load_plist(root, name)
    if name_of(root) == "svg":
        builder, title = _drawn_words(root), ""
    else:
        reader = ElementReader()
        reader.read(root)
        builder, title = reader.builder, reader.title
    text, blocks = builder.build()
    return [LoadedText(clean_line(title) or name, text, notes=notes, blocks=blocks, date=_find_date(root))]


def _without_prolog(source: str) -> str:
    """Return the source from its first element on; Refused if it declares entities."""
    place = 0
    while True:
        space = _SPACE.match(source, place)
        place = space.end() if space else place
        ends = [source.find(close, place) + len(close) for start, close in _PROLOG if source.startswith(start, place)]
        if ends and ends[0] > place:
            place = ends[0]
        elif match := _DOCTYPE.match(source, place):
            place = match.end()
            if source.startswith("[", place):
                closing = _SUBSET_END.search(source, place)
                place, start = (closing.end() if closing else len(source)), place
                if "<!ENTITY" in source[start:place]:
                    raise Refused(Reason.UNSUPPORTED, "the XML declares entities", "save it without entities")
            else:
                place += 1
        else:
            return source[place:]


def _mended(match: re.Match[str]) -> str:
    """Return a reference as XML without a document type knows it."""
    found = match.group()
    if not found.startswith("&") or match[1] in _KNOWN:
        return found
    readable = html.unescape(found) if match[1] else found
    return html.escape(readable, quote=False)


def _parse(source: str) -> tuple[Any, tuple[str, ...]]:
    """Return the root element and notes on what is broken; several elements side by side get a root."""
    from lxml import etree

    problem = ""
    for text in (source, f"<file>{source}</file>"):
        parser = make_parser(
            huge_tree=False,
            recover=True,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
            strip_cdata=True,
        )
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            root = None
        fatal = [error for error in parser.error_log if error.level_name == "FATAL"]
        if root is not None and not fatal:
            return root, ()
        problem = problem or (f"line {fatal[0].line}: {fatal[0].message}" if fatal else "")
    if root is None or not "".join(root.itertext()).strip():
        raise Refused(Reason.CORRUPT, f"not readable as XML: {problem}"[:200], "save the file again")
    return root, (f"the XML is broken, and some of it may be missing ({problem})"[:200],)


def _load_plist(root: Any, name: str) -> list[LoadedText]:
    import plistlib
    from xml.parsers.expat import ExpatError

    from lxml import etree

    try:
        value = plistlib.loads(etree.tostring(root), fmt=plistlib.FMT_XML)
        return load_json(json.dumps(value, default=_shown, ensure_ascii=False).encode(), name)
    except (ValueError, LookupError, TypeError, AttributeError, ExpatError, RecursionError) as error:
        raise Refused(Reason.CORRUPT, f"not readable as a property list: {error}"[:200], "save the file again")


def _shown(value: object) -> str:
    return f"({len(value)} bytes)" if isinstance(value, bytes) else str(value)


def _drawn_words(root: Any) -> TextBuilder:
    """Return the words of a drawing."""
    builder = TextBuilder()
    for node in root.iter(*(f"{{*}}{name}" for name in _DRAWN)):
        builder.add("paragraph", plain_text(node))
    return builder


def _find_date(root: Any) -> str:
    """Return the latest date that the document or its entries state; empty if none does."""
    for name in _DATES:
        found = [read_date(node.text or "") for node in root.iter(f"{{*}}{name}") if len(node) == 0]
        if any(found):
            return max(found)
    return ""


FORMAT = FormatSpec("xml", "XML", "prose, feeds and data of XML files with their structure", SUFFIXES, looks_like, load)
