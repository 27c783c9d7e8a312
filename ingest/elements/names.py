"""What the elements of common XML vocabularies for prose mean: DocBook, TEI, JATS, XHTML, feeds and maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TITLES = frozenset("title head heading article-title name".split())
PARAGRAPHS = frozenset(
    "p para simpara ab l attrib subtitle quote-para caption formalpara blockquote abstract-p desc figcaption".split()
)
CODE = frozenset("programlisting screen literallayout pre synopsis codeblock".split())
LISTS = frozenset("list ul ol itemizedlist orderedlist simplelist variablelist def-list procedure glosslist dl".split())
NUMBERED = frozenset(("orderedlist", "ol", "procedure"))
ITEMS = frozenset("item listitem list-item li member step varlistentry def-item glossentry".split())
SECTIONS = frozenset(
    "section sect1 sect2 sect3 sect4 sect5 sec chapter part book article body div div1 div2 div3 div4 text front back "
    "preface appendix refsect1 refsect2 refentry topic figure fig note warning tip important caution".split()
)
INFO = frozenset(
    "info bookinfo articleinfo title-group article-meta front teiHeader fileDesc titleStmt chapterinfo sectioninfo "
    "header prolog refmeta".split()
)
TABLES = frozenset(("table", "informaltable", "table-wrap"))
FOOTNOTES = frozenset(("footnote", "fn"))
NAMED = frozenset(("Placemark", "Document", "Folder", "project", "component"))
"""Elements whose `name` is their heading."""
TEXTS = frozenset("description summary content encoded body text abstract comment comments desc subtitle".split())
"""Names of leaves that hold prose: these stand without their name."""
IGNORED = frozenset(("script", "style"))
BLOCKS = PARAGRAPHS | CODE | LISTS | ITEMS | SECTIONS | TABLES
_LINKS = ("href", "url", "target")
_TECHNICAL = frozenset("schemaLocation noNamespaceSchemaLocation linkend xmlns".split())
_LOOKS = frozenset("space lang base class style role".split())
"""Attributes that say how prose looks, but may say anything in data."""
_XML = "{http://www.w3.org/XML/1998/namespace}"
_PROSE_ROOTS = SECTIONS | frozenset("TEI teiCorpus html svg topic concept task reference dita map rss feed RDF".split())


def name_of(node: Any) -> str:
    """Return the name of an element without its namespace."""
    return local_name(node.tag) if isinstance(node.tag, str) else ""


def local_name(name: str) -> str:
    """Return a name without its namespace or prefix."""
    return name.rpartition("}")[2].rpartition(":")[2]


def has_text(node: Any) -> bool:
    """Return whether text stands directly in an element that has others in it."""
    return len(node) > 0 and any(text and not text.isspace() for text in (node.text, *(child.tail for child in node)))


def read_attributes(node: Any) -> Iterator[tuple[str, str]]:
    """Yield names and values of the attributes that say something to a reader."""
    left_out = _TECHNICAL | _LOOKS if is_prose(node) else _TECHNICAL
    for key, value in node.attrib.items():
        technical = key.startswith(_XML) and local_name(key) in _LOOKS
        if value.strip() and not technical and (name := local_name(key)) not in left_out:
            yield name, value.strip()


def is_prose(node: Any) -> bool:
    """Return whether an element stands in a document of a vocabulary for prose, by the root."""
    return name_of(node.getroottree().getroot()) in _PROSE_ROOTS


def link_target(node: Any) -> str:
    """Return the web address that an element links to; empty if it links to none."""
    for key, value in node.attrib.items():
        if local_name(key) in _LINKS and value.startswith(("http://", "https://", "mailto:")):
            return str(value)
    return ""


def plain_text(node: Any) -> str:
    """Return all text of an element on one line."""
    from lxml import etree

    parts: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if name_of(inner) in BLOCKS:
            parts.append(" ")
        parts.append((inner.text if event == "start" else inner.tail if inner is not node else "") or "")
    return " ".join("".join(parts).split())


def labelled_value(node: Any) -> str:
    """Return the text of a leaf with its attributes."""
    attributes = "; ".join(f"{name}: {value}" for name, value in read_attributes(node))
    text = plain_text(node)
    return f"{text} ({attributes})" if text and attributes else text or attributes
