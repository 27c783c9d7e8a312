"""Read any XML as headings, paragraphs, items, tables and fields, in the order of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from graph.blocks import BlockKind
from ingest.elements import names
from ingest.elements.names import has_text, name_of, plain_text
from ingest.elements.records import find_records, table_rows
from ingest.elements.tables import add_element_table
from ingest.load.html import add_visible
from ingest.text_builder import TextBuilder

_HTML = re.compile(r"</?(?:p|br|a|b|i|em|strong|div|span|ul|ol|li|h[1-6]|img|table|code|pre)\b[^<>]{0,500}>", re.I)

# The joiner, which is left out of texts, tells the end of a term from any other colon.
_TERM_END = ":\u2060"


@dataclass(slots=True)
class _OpenElement:
    """An element being read: how its text is kept, whether text stands in it, and whether it has a heading."""

    name: str
    kind: BlockKind | None
    mixed: bool
    titled: bool = False
    mark: str = ""
    items: int = 0
    link: str = ""
    is_path: bool = False


@dataclass(slots=True)
class ElementReader:
    """Reads elements into blocks without recursion; `title` is the first heading."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    title: str = ""
    _open: list[_OpenElement] = field(default_factory=list)
    _buffer: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _count: int = 0
    _done: set[Any] = field(default_factory=set)

    def read(self, root: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: set[Any] = set()
        for event, node in walk:
            if event == "start":
                if self._start(node):
                    skipped.add(node)
                    walk.skip_subtree()
                continue
            if node in skipped:
                skipped.discard(node)
            else:
                self._end()
            if node is not root:
                self._buffer.append(node.tail or "")
        self._flush()

    def _start(self, node: Any) -> bool:
        """Open an element; return whether it has been read as a whole."""
        name = name_of(node)
        inline = bool(self._open) and self._open[-1].mixed
        if not name or name in names.IGNORED or node in self._done:
            self._done.discard(node)
            return True
        if name in names.FOOTNOTES or (name == "note" and inline):
            self._count += 1
            self._buffer.append(f"[{self._count}]")
            self._notes.append(f"[{self._count}] {plain_text(node)}")
            return True
        if self._add_whole(node, name, inline):
            return True
        self._enter(node, name, inline)
        return False

    def _add_whole(self, node: Any, name: str, inline: bool) -> bool:
        """Add an element that is read at once: a table, code, a heading, like records, a leaf."""
        if name in names.TABLES and add_element_table(self._flushed(), node, name):
            return True
        if name in names.CODE:
            self._flushed().add("code", "".join(node.itertext()))
            return True
        if inline:
            return False
        if name in names.TITLES and self._open and self._is_title(node):
            return self._add_title(node)
        if self._open and (records := find_records(node)):
            self._flushed().add_table(table_rows(records), header=True, caption=self._path(name))
            self._done.update(records[1:])
            return True
        if len(node) == 0 and name not in names.BLOCKS - names.TEXTS and not self._in_prose():
            self._add_leaf(node, name)
            return True
        return False

    def _enter(self, node: Any, name: str, inline: bool) -> None:
        """Open an element whose content follows."""
        kind: BlockKind | None = None
        mark = label = ""
        known = name in names.BLOCKS or name in names.INFO
        is_prose = _is_prose(node)
        if self._is_item(name):
            kind, mark = "item", self._next_mark()
        elif name in names.PARAGRAPHS or (not inline and is_prose):
            kind, label = "paragraph", "" if known else self._label(name)
        if name in names.BLOCKS or kind:
            self._flush()
        if not inline and (not known or _is_section_of_data(node, name)):
            self._add_attributes(node, name)
        is_path = bool(self._open) and not known and not inline and not kind
        mixed = is_prose or name in names.PARAGRAPHS or (inline and name not in names.BLOCKS)
        link = _list_kind(node, name) if name in names.LISTS else names.link_target(node)
        self._open.append(_OpenElement(name, kind, mixed, mark=mark, link=link, is_path=is_path))
        self._buffer.append(label + (node.text or ""))

    def _is_item(self, name: str) -> bool:
        if name not in names.ITEMS or not self._open:
            return False
        return self._open[-1].name in names.LISTS or name in ("varlistentry", "def-item")

    def _label(self, name: str) -> str:
        """Return what names the text of an element that is no part of prose."""
        return "" if not self._open or self._in_prose() else f"{self._path(name)}: "

    def _next_mark(self) -> str:
        """Return the number or the dash of the next item of the list that is open."""
        opened = self._open[-1]
        opened.items += 1
        return f"{opened.items}. " if opened.link == "order" else "- "

    def _add_attributes(self, node: Any, name: str) -> None:
        path = self._path(name) if self._open else ""
        for key, value in names.read_attributes(node):
            self._flushed().add("field", f"{path}.{key}: {value}".lstrip("."))

    def _end(self) -> None:
        ended = self._open[-1]
        if ended.link and ended.name not in names.LISTS and ended.link not in "".join(self._buffer[-3:]):
            self._buffer.append(f" ({ended.link})")
        if ended.name in ("term", "dt"):
            self._buffer.append(_TERM_END + " ")
        if ended.kind or ended.name in names.BLOCKS or not ended.mixed:
            self._flush(holding=ended.kind != "item")
        self._open.pop()

    def _flushed(self) -> TextBuilder:
        self._flush()
        return self.builder

    def _flush(self, holding: bool = True) -> None:
        """Add the text collected so far as the innermost block that is open, and the footnotes in it.

        A term is held until its definition follows.
        """
        text = " ".join("".join(self._buffer).split())
        owner = next((one for one in reversed(self._open) if one.kind), None)
        item = next((one for one in reversed(self._open) if one.kind == "item"), None)
        if holding and text.endswith(_TERM_END):
            return
        self._buffer.clear()
        if text and item:
            level = sum(one.name in names.LISTS for one in self._open)
            self.builder.add("item", item.mark + text, max(1, level))
            item.mark = ""
        elif text:
            self.builder.add(owner.kind if owner and owner.kind else "paragraph", text)
        if text:
            for note in self._notes:
                self.builder.add("note", note)
            self._notes.clear()

    def _is_title(self, node: Any) -> bool:
        """Return whether an element names the one that it is in."""
        parent = node.getparent()
        has_siblings = node.getnext() is not None or node.getprevious() is not None
        names_parent = name_of(node) != "name" or name_of(parent) in names.NAMED
        return (names_parent and has_siblings) or name_of(parent) in names.INFO

    def _add_title(self, node: Any) -> bool:
        owner = next((one for one in reversed(self._open) if one.name not in names.INFO), self._open[0])
        text = plain_text(node)
        if owner.titled or not text:
            return not text
        owner.titled = True
        level = sum(one.titled for one in self._open)
        self._flushed().add("heading", text, level)
        self.title = self.title or text
        return True

    def _add_leaf(self, node: Any, name: str) -> None:
        text = node.text or ""
        if _HTML.search(text):
            add_visible(self._flushed(), text)
        elif name in names.TEXTS:
            self._flushed().add("paragraph", text.strip())
        elif value := names.labelled_value(node):
            self._flushed().add("field", f"{self._path(name)}: {value}".removeprefix(": "))

    def _path(self, name: str) -> str:
        """Return the names of the elements that an element is in, below the last that has a heading."""
        start = max((place for place, one in enumerate(self._open) if one.titled), default=-1)
        return ".".join([*(one.name for one in self._open[start + 1 :] if one.is_path), name])

    def _in_prose(self) -> bool:
        return any(one.kind for one in self._open)


def _is_titled(node: Any) -> bool:
    """Return whether an element with text in it begins with a title: then what is in it stands apart."""
    return len(node) > 0 and name_of(node[0]) in names.TITLES and not (node.text or "").strip()


def _is_prose(node: Any) -> bool:
    return has_text(node) and not _is_titled(node)


def _is_section_of_data(node: Any, name: str) -> bool:
    return name in names.SECTIONS and not names.is_prose(node)


def _list_kind(node: Any, name: str) -> str:
    """Return "order" for a numbered list."""
    kinds = " ".join((node.get("list-type") or "", node.get("rend") or "", node.get("type") or ""))
    return "order" if name in names.NUMBERED or "order" in kinds.replace("unorder", "") or "number" in kinds else ""
