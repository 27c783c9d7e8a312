"""Read the body of an OpenDocument file in one walk over its tree; nothing is recursive."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from graph.blocks import BlockKind
from graph.text.clean import clean_line
from ingest.hidden import HiddenText
from ingest.opendocument.containers import Box, OpenList, OpenParagraph, OpenTable, Texts
from ingest.opendocument.names import get, get_count, key, short_name
from ingest.opendocument.styles import Styles
from ingest.raised import show_text
from ingest.text_builder import TextBuilder

_SKIPPED = frozenset(
    "text:tracked-changes office:forms text:page-number text:sheet-name text:note-citation svg:title svg:desc "
    "dc:creator dc:date meta:creator-initials meta:date-string text:sequence-decls draw:page-thumbnail "
    "table:tracked-changes presentation:footer-decl presentation:date-time-decl presentation:header-decl "
    "office:binary-data text:list-level-style-number draw:glue-point math:annotation".split()
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_OUTWARD = ("http://", "https://", "ftp://", "mailto:")
End = Callable[[], None]
"""Ends what an element began."""


def end_nothing() -> None:
    """End an element that has begun nothing."""
    return


class TextFlow:
    """Adds what it reads to a builder; `hidden` is what is not shown."""

    def __init__(self, builder: TextBuilder, styles: Styles) -> None:
        self.builder = builder
        self.hidden: list[HiddenText] = []
        self.styles = styles
        self.stack: list[OpenParagraph | Texts | Box | OpenTable] = []
        self.lists: list[OpenList] = []
        self._counts: dict[str, int] = {}
        self._unseen: list[str] = []
        self.starts: dict[str, Callable[[Any], End]] = {
            "text:p": self._paragraph, "text:h": self._paragraph, "text:a": self._link, "text:note": self._note,
            "office:annotation": self._annotation, "presentation:notes": self._notes, "text:list": self._list,
            "text:list-item": self._item, "text:span": self._span, "text:section": self._span,
        }  # fmt: skip

    def read(self, root: Any) -> None:
        """Walk over the tree below an element."""
        from lxml import etree

        ends: list[End] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if event == "start":
                name = short_name(node)
                skipped = name in _SKIPPED or name == "draw:object"
                ends.append(end_nothing if skipped else self._start(name, node))
                if skipped:
                    self._skip(name, node)
                    walk.skip_subtree()
                else:
                    self._write(node.text)
            else:
                ends.pop()()
                if node is not root:
                    self._write(node.tail)

    def is_hidden(self, page: Any) -> bool:
        """Return whether the style of a slide hides it."""
        return self.styles.is_hidden(get(page, "draw:style-name"))

    def _start(self, name: str, node: Any) -> End:
        """Begin an element; return how it ends."""
        if name in self.starts:
            return self.starts[name](node)
        if name == "text:s":
            self._add(" " * get_count(node, "text:c", 100))
        elif name in ("text:tab", "text:line-break"):
            self._add("\t" if name == "text:tab" else "\n")
        elif name == "text:hidden-text":
            self.hidden.append(HiddenText(get(node, "text:string-value"), "hidden text"))
        elif name == "text:ruby-text":
            self._add(" (")
            return lambda: self._add(")")
        elif name.startswith("draw:") and name != "draw:a":
            return self._box(node)
        return end_nothing

    def _skip(self, name: str, node: Any) -> None:
        if name in ("svg:title", "svg:desc"):
            box = self.stack[-1] if self.stack else None
            if isinstance(box, Box) and node.text:
                box.description = f"{box.description}, {node.text}" if box.description else node.text

        elif name == "draw:object":
            self.take_object(node)

    def take_object(self, node: Any) -> None:
        """Take an embedded object, of which the walk passes over the inside."""

    def _write(self, text: str | None) -> None:
        if text:
            self._add(_BLANKS.sub(" ", text))

    def _add(self, text: str) -> None:
        top = self.stack[-1] if self.stack else None
        if isinstance(top, OpenParagraph):
            (top.hidden if self._unseen else top.parts).append(text)

    def deliver(self, kind: BlockKind, text: str, level: int) -> None:
        """Hand a text to what it is in: a cell, a note, a paragraph that it is anchored in, or the document."""
        if not text.strip():
            return
        for around in reversed(self.stack):
            if isinstance(around, Box):
                around.used = True
            elif isinstance(around, Texts):
                if kind == "note" and around.table:
                    around.table.remarks.append(text)
                else:
                    around.texts.append(text)
                return
            elif isinstance(around, OpenTable):
                around.remarks.append(text)
                return
            elif isinstance(around, OpenParagraph):
                around.after.append((kind, text, level))
                return
        self.builder.add(kind, text, level)

    def _paragraph(self, node: Any) -> End:
        kind: BlockKind = "paragraph"
        level, mark = 0, ""
        if short_name(node) == "text:h":
            kind, level = "heading", get_count(node, "text:outline-level", 9)
        elif self.lists:
            kind, level = "item", len(self.lists)
            mark, self.lists[-1].mark = self.lists[-1].mark, ""
        paragraph = OpenParagraph(kind, level)
        self.stack.append(paragraph)
        unveil = self._veil(get(node, "text:style-name"), "hidden text")

        def end() -> None:
            unveil()
            self.stack.pop()
            text = "".join(paragraph.parts)
            self.deliver(kind, mark + text if text.strip() else "", level)
            if paragraph.hidden:
                self.hidden.append(HiddenText("".join(paragraph.hidden), "hidden text"))
            for one in paragraph.after:
                self.deliver(*one)

        return end

    def _veil(self, style: str, why: str) -> End:
        """Hide what follows if its style says so; return how to end that."""
        if not self.styles.is_hidden(style):
            return end_nothing
        self._unseen.append(why)
        return self._end_veil

    def _end_veil(self) -> None:
        self._unseen.pop()

    def _span(self, node: Any) -> End:
        if get(node, "text:display") == "none":
            self._unseen.append("hidden section")
            return self._end_veil
        style = get(node, "text:style-name")
        unveil, top = self._veil(style, "hidden text"), self.stack[-1] if self.stack else None
        raised, struck = self.styles.is_raised(style), self.styles.is_struck(style)
        if not (raised or struck) or not isinstance(top, OpenParagraph):
            return unveil
        start = len(top.parts)

        def end() -> None:
            unveil()
            top.parts[start:] = [show_text("".join(top.parts[start:]), raised, struck)]

        return end

    def _link(self, node: Any) -> End:
        address = get(node, "xlink:href")
        top = self.stack[-1] if self.stack else None
        if not isinstance(top, OpenParagraph) or not address.startswith(_OUTWARD):
            return end_nothing
        start, shown = len(top.parts), address.removeprefix("mailto:")

        def end() -> None:
            words = "".join(top.parts[start:])
            if words.strip() and shown.rstrip("/") not in words:
                top.parts.append(f" ({shown})")

        return end

    def _collect(self, lead: str) -> End:
        """Collect the texts of a note or comment, which is told after the paragraph that it belongs to."""
        texts = Texts()
        lists, self.lists = self.lists, []
        self.stack.append(texts)

        def end() -> None:
            self.stack.pop()
            self.lists = lists
            text = "\n".join(texts.texts)
            self.deliver("note", f"{lead} {text.strip()}" if text.strip() else "", 0)

        return end

    def _note(self, node: Any) -> End:
        citation = node.find(key("text:note-citation"))
        mark = f"[{clean_line('' if citation is None else citation.text or '') or '*'}]"
        self._add(mark)
        return self._collect(mark)

    def _annotation(self, node: Any) -> End:
        creator = node.find(key("dc:creator"))
        by = clean_line("" if creator is None else creator.text or "")
        return self._collect(f"Comment by {by}:" if by else "Comment:")

    def _notes(self, _: Any) -> End:
        return self._collect("Notes:")

    def _box(self, _: Any) -> End:
        box = Box()
        lists, self.lists = self.lists, []
        self.stack.append(box)

        def end() -> None:
            self.stack.pop()
            self.lists = lists
            if box.description and not box.used:
                self.deliver("paragraph", f"[picture: {clean_line(box.description)}]", 0)

        return end

    def _list(self, node: Any) -> End:
        level = OpenList(get(node, "text:style-name") or (self.lists[-1].style if self.lists else ""))
        numbering = self.styles.numbering(level.style, len(self.lists) + 1)
        goes_on = get(node, "text:continue-numbering") == "true" or bool(get(node, "text:continue-list"))
        level.count = self._counts.get(level.style, 0) if goes_on and not self.lists else numbering.start - 1
        self.lists.append(level)

        def end() -> None:
            self.lists.pop()
            if not self.lists:
                self._counts[level.style] = level.count

        return end

    def _item(self, node: Any) -> End:
        if self.lists:
            level = self.lists[-1]
            start = get(node, "text:start-value")
            level.count = get_count(node, "text:start-value") if start else level.count + 1
            numbering = self.styles.numbering(level.style, len(self.lists))
            level.mark = numbering.mark([one.count for one in self.lists])
        return end_nothing
