"""Word documents: paragraphs, headings, lists and tables in order; deleted text is left out.

Hidden text follows the visible text, marked as hidden.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.archive import refuse_bombs
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.table import read_table
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText
from ingest.word.look import CELL, PARAGRAPH, ROW, TABLE, WORD_NAMESPACE, StyleResolver, TextStyle

SUFFIXES = (".docx", ".docm", ".dotx")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT, _TAB, _BREAK, _HYPHEN = (
    f"{WORD_NAMESPACE}t",
    f"{WORD_NAMESPACE}tab",
    (f"{WORD_NAMESPACE}br", f"{WORD_NAMESPACE}cr"),
    f"{WORD_NAMESPACE}noBreakHyphen",
)
_SKIPPED = frozenset(f"{WORD_NAMESPACE}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "sectPr", "tblPr"))
# python-docx's title for a document without properties.
_NO_TITLE = "Word Document"
_HEADING = re.compile(
    r"(?:heading|title|überschrift|titre|título|titolo|rubrik|kop|nagłówek|заголовок)(?:\s*(?P<level>[1-9])\b)?",
    re.IGNORECASE,
)


def looks_like(data: bytes, suffix: str) -> float:
    if data.startswith(_ZIP) and (b"word/document.xml" in data or suffix in SUFFIXES):
        return 1.0
    return 1.0 if data.startswith(_OLE) and _ENCRYPTED in data[:1_000_000] else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else the first heading, else the file's name."""
    if data.startswith(_OLE):
        raise Refused(Reason.ENCRYPTED, "a password is needed to open it", "save it without a password")
    refuse_bombs(data, "Word document")
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        body, title = document.element.body, document.core_properties.title
    # python-docx raises many kinds of exception on missing parts and broken XML, all with the same meaning.
    except Exception as error:  # noqa: BLE001
        raise Refused(Reason.CORRUPT, f"not readable as a Word document: {error}"[:300], "save the file again")
    if body is None:
        return []
    hidden: list[HiddenText] = []
    builder = TextBuilder()
    _add_blocks(builder, body, StyleResolver(document), _headings(document), hidden)
    written, blocks = builder.build()
    first = next((written[block.start : block.end] for block in blocks if block.kind == "heading"), "")
    title = "" if title == _NO_TITLE else title
    text, stretches = append_hidden(written, hidden)
    named = clean_line(title or first) or name
    return [LoadedText(named, text, notes=hidden_note(hidden), hidden=stretches, blocks=blocks)]


def _headings(document: Any) -> dict[str, int]:
    """Return the levels of heading styles by id."""
    try:
        styles = document.styles.element.findall(f"{WORD_NAMESPACE}style")
    except KeyError:
        return {}
    names = ((style.get(f"{WORD_NAMESPACE}styleId"), style.find(f"{WORD_NAMESPACE}name")) for style in styles)
    matches = ((str(i), _HEADING.match(str(name.get(f"{WORD_NAMESPACE}val")))) for i, name in names if name is not None)
    return {i: int(match.group("level") or 1) for i, match in matches if match}


def _add_blocks(
    builder: TextBuilder, body: Any, looks: StyleResolver, headings: Mapping[str, int], hidden: list[HiddenText]
) -> None:
    """Add paragraphs and tables in their order; hidden text goes to `hidden`."""
    todo = list(reversed(body))
    while todo:
        node = todo.pop()
        if node.tag == PARAGRAPH:
            text, level = _seen(_runs(node, looks.within(looks.page, node), looks), hidden), headings.get(_style(node))
            depth = 0 if level else _list_depth(node)
            builder.add("heading" if level else "item" if depth else "paragraph", text, level or depth)
        elif node.tag == TABLE:
            table = read_table(list(_rows(node, looks, hidden)))
            builder.add_table(table.lines, bool(table.names), table.caption)
        elif node.tag not in _SKIPPED:
            todo.extend(reversed(node))


def _list_depth(node: Any) -> int:
    """Return how many lists a paragraph is in; 0 if it says of none."""
    number = node.find(f"{WORD_NAMESPACE}pPr/{WORD_NAMESPACE}numPr")
    if number is not None:
        level = number.find(f"{WORD_NAMESPACE}ilvl")
        depth = "" if level is None else str(level.get(f"{WORD_NAMESPACE}val"))
        return int(depth) + 1 if depth.isascii() and depth.isdigit() and len(depth) < 3 else 1
    return 1 if _style(node).startswith("List") else 0


def _rows(table: Any, looks: StyleResolver, hidden: list[HiddenText]) -> Iterator[list[str]]:
    """Yield the cells of each row; a table nested in a cell is part of the cell."""
    within = looks.within(looks.page, table)
    for row in table.iterchildren(ROW):
        look = looks.within(within, row)
        cells = (_runs(cell, looks.within(look, cell), looks) for cell in row.iterchildren(CELL))
        yield [" ".join(_seen(cell, hidden).split()) for cell in cells]


def _seen(runs: Iterator[tuple[str, str]], hidden: list[HiddenText]) -> str:
    """Return the text of the visible runs; each hidden stretch goes to `hidden`."""
    seen: list[str] = []
    for why, group in groupby(runs, itemgetter(1)):
        text = "".join(piece for piece, _ in group)
        if not why:
            seen.append(text)
        elif text.strip():
            hidden.append(HiddenText(text, why))
    return "".join(seen)


def _runs(node: Any, look: TextStyle, looks: StyleResolver) -> Iterator[tuple[str, str]]:
    """Yield the text of all runs below a node with the reason it is hidden, if any; not recursive."""
    todo = [(child, look) for child in reversed(node)]
    while todo:
        child, look = todo.pop()
        tag = child.tag
        if tag == _TEXT:
            yield child.text or "", look.why
        elif tag == _TAB:
            yield "\t", look.why
        elif tag in _BREAK:
            yield "\n", look.why
        elif tag == _HYPHEN:
            yield "-", look.why
        elif tag not in _SKIPPED:
            within = looks.within(look, child)
            if tag == PARAGRAPH:
                yield "\n", look.why
            todo.extend((one, within) for one in reversed(child))


def _style(node: Any) -> str:
    found = node.find(f"{WORD_NAMESPACE}pPr/{WORD_NAMESPACE}pStyle")
    return "" if found is None else str(found.get(f"{WORD_NAMESPACE}val"))


FORMAT = FormatSpec(
    "docx", "DOCX", "paragraphs, headings, lists and tables of a Word document", SUFFIXES, looks_like, load
)
