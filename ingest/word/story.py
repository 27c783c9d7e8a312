"""The blocks of one part of a Word document: its body, a header, a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from graph.blocks import BlockKind
from ingest.hidden import HiddenText
from ingest.text_builder import TextBuilder
from ingest.word.equation import EQUATION, write_equation
from ingest.word.fields import move_addresses
from ingest.word.graphics import add_graphic
from ingest.word.inline import ALTERNATIVES, SKIPPED, InlineReader, Piece, choose_alternative
from ingest.word.look import PARAGRAPH, ROW, TABLE, StyleResolver, TextStyle
from ingest.word.notes import Note, Notes
from ingest.word.numbering import ListLabel, Numbering
from ingest.word.package import RELATION_ID, WORD_NAMESPACE, Package
from ingest.word.styles import ParagraphRole, RoleResolver, integer_of, outline_level, value_of
from ingest.word.table import read_word_table, sole_cell

_ANNEX = f"{WORD_NAMESPACE}altChunk"
_PROPERTIES = f"{WORD_NAMESPACE}pPr"
_COMMENT_MARKS = tuple(f"{WORD_NAMESPACE}commentRange{name}" for name in ("Start", "End"))
_FIELD = re.compile(r"([^\t\n]{1,40}?) *\t[ \t]*([^\t\n]{1,200})\Z")
_BULLET = re.compile(r"\s*[-–•*▪☐☑☒]\s")
# A label that a person typed before an item or a clause is no name of a value.
_TYPED_NUMBER = re.compile(r"[(\[]?(?:\w{1,3}|[\d.]+)[.)\]]*\Z")
_FIGURE = re.compile(r"\s*(?:fig|abb|bild|chart|diagram|photo|picture|illustration|map)", re.IGNORECASE)
_MAX_HEADING_CHARS, _MAX_NESTED_CAPTION_CHARS = 300, 120

Placed = tuple[Any, TextStyle]
"""An element that is still to be read, and the style around it."""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """What all parts of a document share; the collections are filled while they are read."""

    package: Package
    looks: StyleResolver
    roles: RoleResolver
    numbering: Numbering
    notes: Notes
    hidden: list[HiddenText] = field(default_factory=list)
    linked: set[tuple[str, str]] = field(default_factory=set)
    graphics_read: set[str] = field(default_factory=set)


class StoryReader:
    """Reads one part of a document into a builder; `add_annex` adds a part that is a file of its own."""

    def __init__(
        self,
        document: WordDocument,
        part: str,
        builder: TextBuilder,
        notes: Notes | None = None,
        add_annex: Callable[[str], None] | None = None,
    ) -> None:
        self._document, self._builder, self._add_annex = document, builder, add_annex
        self._relations = document.package.relations(part)
        self._inline = InlineReader(document.looks, self._relations, notes, document.linked, self._cell_label)
        self._pending: list[Note] = []
        self._caption = ""
        self._carried = ""
        self._caption_below: Any = None
        self._nested_captions: dict[Any, str] = {}

    def read(self, root: Any) -> None:
        """Add the blocks below a root in their order; not recursive."""
        todo: list[Placed] = [(child, self._document.looks.page) for child in reversed(root)]
        while todo:
            node, look = todo.pop()
            if node.tag == PARAGRAPH:
                self._add_paragraph(node, look)
            elif node.tag == TABLE:
                todo.extend(reversed(self._add_table(node, look)))
            elif node.tag == _ANNEX:
                self._read_annex(node)
            elif node.tag in _COMMENT_MARKS:
                self._inline.read_mark(node)
            elif node.tag == EQUATION:
                self._add("paragraph", write_equation(node))
            elif node.tag == ALTERNATIVES:
                todo.extend((child, look) for child in reversed(choose_alternative(node)))
            elif node.tag not in SKIPPED:
                todo.extend((child, look) for child in reversed(node))
            todo.extend(reversed(self._inline.take_apart()))
            for part in self._inline.take_graphics():
                self._add_graphic(part)
        self._flush_notes()

    def _add_paragraph(self, node: Any, look: TextStyle) -> None:
        if node is self._caption_below:
            return
        role = self._document.roles.resolve_role(node)
        label = self._next_label(node, role)
        text, self._carried = self._carried + self._read_inline(node, look), ""
        if _mark_is_deleted(node) and _is(_next_block(node), PARAGRAPH):
            self._carried = text
        elif role.caption and text.strip() and not _FIGURE.match(text) and _is(_next_block(node), TABLE):
            self._caption = text
        else:
            level = 0 if role.contents else outline_level(node.find(_PROPERTIES)) or role.heading
            self._add_text(text, level if len(text) <= _MAX_HEADING_CHARS else 0, label, role)

    def _add_text(self, text: str, level: int, label: ListLabel | None, role: ParagraphRole) -> None:
        """Add the text of a paragraph as a heading of a level, an item, a field or plain."""
        written = f"{label.text} {text.lstrip()}" if label and label.text and text.strip() else text
        if level:
            self._add("heading", written, level)
        elif label:
            bulleted = label.bullet and text.strip() and not _BULLET.match(text)
            self._add("item", f"- {text.lstrip()}" if bulleted else written, label.level + 1)
        elif field_line := None if role.contents else _read_field(text):
            self._add("field", field_line)
        else:
            self._add("paragraph", text)

    def _add_table(self, node: Any, look: TextStyle) -> list[Placed]:
        """Add a table; return what stands in it but is to be read apart: the content of a frame, nested tables."""
        looks, caption = self._document.looks, self._take_caption(node)
        if (sole := sole_cell(node)) is not None:
            self._add("paragraph", caption)
            row = next(sole.iterancestors(ROW))
            inner = looks.within(looks.within(looks.within(look, node), row), sole)
            return [(child, inner) for child in sole]
        nested: list[Placed] = []

        def read_cell(cell: Any, cell_look: TextStyle) -> str:
            text = self._see(self._inline.read(cell, cell_look, within_cell=True))
            apart = self._inline.take_apart()
            title = " ".join(text.split())
            if len(title) <= _MAX_NESTED_CAPTION_CHARS:
                self._nested_captions.update((table, title) for table, _ in apart)
            nested.extend(apart)
            return text

        table = read_word_table(node, look, looks, read_cell)
        self._flush_notes()
        caption = " – ".join(filter(str.strip, (caption, table.caption)))
        self._builder.add_table(table.lines, bool(table.names), caption)
        self._pending.extend(self._inline.take_notes())
        return nested

    def _take_caption(self, table: Any) -> str:
        """Return the caption directly above a table, else the one below, else what its cell says of a nested one."""
        nested = self._nested_captions.pop(table, "")
        caption, self._caption = self._caption or nested, ""
        below = _next_block(table)
        if caption or not _is(below, PARAGRAPH) or _is(_next_block(below), TABLE):
            return caption
        if not self._document.roles.resolve_role(below).caption or _FIGURE.match("".join(below.itertext())):
            return ""
        self._caption_below = below
        return self._read_inline(below, self._document.looks.page)

    def _next_label(self, paragraph: Any, role: ParagraphRole) -> ListLabel | None:
        """Count a paragraph of a list; None if it is in none."""
        properties = paragraph.find(_PROPERTIES)
        listed = None if properties is None else properties.find(f"{WORD_NAMESPACE}numPr")
        number = value_of(listed, "numId") or role.number or ""
        if number == "0" or role.contents or _mark_is_deleted(paragraph):
            return None
        level = integer_of(value_of(listed, "ilvl"), role.depth or 0)
        if self._document.numbering.knows(number):
            return self._document.numbering.next_label(number, level)
        return ListLabel("", min(level, 8), bullet=False) if listed is not None or role.listed else None

    def _cell_label(self, paragraph: Any) -> str:
        """Return what stands before a paragraph of a cell."""
        label = self._next_label(paragraph, self._document.roles.resolve_role(paragraph))
        return "" if label is None else "• " if label.bullet else f"{label.text} " if label.text else ""

    def _read_annex(self, node: Any) -> None:
        relation = self._relations.get(str(node.get(RELATION_ID)))
        if self._add_annex and relation and not relation.outer:
            self._flush_notes()
            self._add_annex(relation.target)

    def _add_graphic(self, part: str) -> None:
        if part not in self._document.graphics_read:
            self._document.graphics_read.add(part)
            self._flush_notes()
            add_graphic(self._builder, self._document.package.read_tree(part))

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block, after the notes of those before it; they do not part the items of a list."""
        if kind != "item" and text.strip():
            self._flush_notes()
        self._builder.add(kind, text, level)
        self._pending.extend(self._inline.take_notes())

    def _flush_notes(self) -> None:
        notes, self._pending = self._pending, []
        for note in notes:
            if text := read_story_text(self._document, note.part, note.node):
                self._builder.add("note", f"{note.lead} {text.strip()}")

    def _read_inline(self, node: Any, look: TextStyle) -> str:
        return self._see(self._inline.read(node, self._document.looks.within(look, node)))

    def _see(self, pieces: Iterator[Piece]) -> str:
        """Return the visible text; each hidden stretch is kept apart."""
        seen: list[str] = []
        for why, group in groupby(pieces, itemgetter(1)):
            text = "".join(piece for piece, _ in group)
            if not why:
                seen.append(text)
            elif text.strip():
                self._document.hidden.append(HiddenText(text, why))
        return move_addresses("".join(seen))


def read_story_text(document: WordDocument, part: str, root: Any) -> str:
    """Return the text of a part, or of an element in it, a line per block."""
    builder = TextBuilder()
    StoryReader(document, part, builder).read(root)
    return "\n".join(line for line in builder.build()[0].split("\n") if line.strip())


def _read_field(text: str) -> str:
    """Return the line of a label and its value, which a tab parts; empty if the text is none."""
    match = _FIELD.match(text.strip())
    if match is None or not any(map(str.isalpha, match.group(1))) or _TYPED_NUMBER.match(match.group(1)):
        return ""
    label, value = match.groups()
    return f"{label} {value}" if label.endswith((":", "：")) else f"{label}\t{value}"


def _mark_is_deleted(paragraph: Any) -> bool:
    """Return whether a deletion joins a paragraph with the next."""
    return paragraph.find(f"{_PROPERTIES}/{WORD_NAMESPACE}rPr/{WORD_NAMESPACE}del") is not None


def _next_block(node: Any) -> Any:
    """Return the paragraph or table that follows an element; None if there is none beside it."""
    return next(node.itersiblings(PARAGRAPH, TABLE), None)


def _is(node: Any, tag: str) -> bool:
    return node is not None and node.tag == tag
