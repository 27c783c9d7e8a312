"""The text within a paragraph or a cell of a Word document: runs, links, fields, equations, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ingest.raised import show_text
from ingest.word.equation import EQUATION, MATH_NAMESPACE, write_equation
from ingest.word.fields import Fields, is_page_number, link_of
from ingest.word.look import PARAGRAPH, SHAPES, TABLE, StyleResolver, TextStyle
from ingest.word.notes import Note, Notes
from ingest.word.package import RELATION_ID, WORD_NAMESPACE, Relation
from ingest.word.styles import attribute, is_on
from ingest.word.symbols import write_symbol, write_symbols

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_DATA = RELATION_ID.replace("}id", "}dm")
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_TEXT, _RUN, _RUBY, _LINK, _SIMPLE_FIELD, _BOX = (
    f"{WORD_NAMESPACE}{name}" for name in ("t", "r", "ruby", "hyperlink", "fldSimple", "txbxContent")
)
_RUN_PROPERTIES = f"{WORD_NAMESPACE}rPr"
_SIGNS = {
    f"{WORD_NAMESPACE}{name}": sign
    for name, sign in {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.items()
}
ALTERNATIVES = f"{_MC}AlternateContent"
SKIPPED = frozenset(
    f"{WORD_NAMESPACE}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr")
)
_CONTENT = (_TEXT, f"{_A}t", f"{MATH_NAMESPACE}t", f"{_WP}docPr", _CHART, _DIAGRAM)
_FILE_NAME = re.compile(r"[\w\-.() ]+\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)\Z", re.IGNORECASE)
_MACHINE_MADE = re.compile(r"\s*(?:AI-generated content|Description automatically generated)[^\n]*", re.IGNORECASE)
_MAX_COMMENTED, _MAX_OPEN_COMMENTS = 200, 20

Piece = tuple[str, str]
"""A stretch of text and why a reader does not see it; empty if it is visible."""


class InlineReader:
    """Reads the text of one part; what stands apart from it is collected, to be taken by `take_apart`."""

    def __init__(
        self,
        looks: StyleResolver,
        relations: Mapping[str, Relation],
        notes: Notes | None,
        linked: set[tuple[str, str]],
        label_of: Callable[[Any], str],
    ) -> None:
        self._looks, self._relations, self._notes, self._label_of = looks, relations, notes, label_of
        self._fields = Fields(linked)
        self._commented: dict[str, list[str]] = {}
        self._apart: list[tuple[Any, TextStyle]] = []
        self._graphics: list[str] = []
        self._notes_met: list[Note] = []
        self._writers = self._make_writers()

    def take_apart(self) -> list[tuple[Any, TextStyle]]:
        """Return the text boxes, and the tables within cells, met since the last call."""
        taken, self._apart = self._apart, []
        return taken

    def take_graphics(self) -> list[str]:
        """Return the names of the parts of charts and diagrams met since the last call."""
        taken, self._graphics = self._graphics, []
        return taken

    def take_notes(self) -> list[Note]:
        """Return the notes met since the last call."""
        taken, self._notes_met = self._notes_met, []
        return taken

    def read(self, node: Any, look: TextStyle, within_cell: bool = False) -> Iterator[Piece]:
        """Yield the text below a node; a text box is part of its cell, but not of its paragraph. Not recursive."""
        self._fields.begin_paragraph()
        self._noted(" ")
        todo: list[tuple[Any, TextStyle]] = [(child, look) for child in reversed(node)]
        while todo:
            child, look = todo.pop()
            sign = child if isinstance(child, str) else _SIGNS.get(child.tag)
            if sign is not None:
                yield self._noted(sign), look.why
                continue
            tag = child.tag
            write = self._writers.get(tag)
            if write is not None:
                if text := self._noted(write(child)):
                    yield text, look.why
            elif tag == TABLE or (tag == _BOX and not within_cell):
                self._apart.append((child, look))
            elif tag not in SKIPPED:
                inner = self._looks.within(look, child)
                if tag == PARAGRAPH:
                    self._fields.begin_paragraph()
                    yield f"\n{self._label_of(child)}", look.why
                todo.extend((one, inner) for one in reversed(self._inside(child)))

    def read_mark(self, node: Any) -> None:
        """Read a mark that stands between paragraphs: the begin or end of commented words."""
        if node.tag in self._writers:
            self._writers[node.tag](node)

    def _make_writers(self) -> dict[str, Callable[[Any], str]]:
        words: dict[str, Callable[[Any], str]] = {
            "t": _write_text,
            "sym": _write_symbol,
            "fldChar": self._fields.read_mark,
            "instrText": self._read_code,
            "footnoteReference": lambda node: self._refer("footnote", node),
            "endnoteReference": lambda node: self._refer("endnote", node),
            "commentRangeStart": self._begin_comment,
            "commentRangeEnd": self._end_comment,
            "commentReference": self._refer_to_comment,
        }
        return {f"{WORD_NAMESPACE}{name}": write for name, write in words.items()} | {
            f"{_A}t": lambda node: node.text or "",
            f"{_WP}docPr": lambda node: _picture(node.get("descr") or node.get("title")),
            EQUATION: write_equation,
            _TEXT_PATH: lambda node: str(node.get("string") or ""),
            _CHART: lambda node: self._meet_graphic(node.get(RELATION_ID)),
            _DIAGRAM: lambda node: self._meet_graphic(node.get(_DIAGRAM_DATA)),
        }

    def _inside(self, node: Any) -> list[Any]:
        """Return what is to be read of a node, in order: its children, and texts of their own."""
        tag, children = node.tag, list(node)
        if tag == ALTERNATIVES:
            return choose_alternative(node)
        if tag == _LINK:
            relation = self._relations.get(str(node.get(RELATION_ID)))
            return [*children, self._target(relation.target if relation and relation.outer else "", node)]
        if tag == _SIMPLE_FIELD:
            code = attribute(node, "instr")
            return [] if is_page_number(code) else [*children, self._target(link_of(code), node)]
        if tag == _RUBY:
            return _ruby(node)
        if tag in SHAPES and node.get("alt"):
            return [_picture(node.get("alt")), *children]
        return ["\n", *children] if tag == f"{_A}p" else children

    def _noted(self, text: str) -> str:
        """Return a text as it is read here, noted for the links and comments around it."""
        if not text or self._fields.silent:
            return ""
        self._fields.add_words(text)
        for words in self._commented.values():
            if sum(map(len, words)) < _MAX_COMMENTED:
                words.append(text)
        return text

    def _read_code(self, node: Any) -> str:
        self._fields.add_code(node.text or "")
        return ""

    def _target(self, address: str, node: Any) -> str:
        words = "".join(text.text or "" for text in node.iter(_TEXT)) if address else ""
        return self._fields.link_target(address, words)

    def _refer(self, kind: str, node: Any) -> str:
        if self._notes is None:
            return ""
        own = next(node.itersiblings(_TEXT), None) if _has_own_mark(node) else None
        mark = "" if own is None else (own.text or "").strip()[:20]
        text, note = self._notes.refer(kind, attribute(node, "id"), mark)
        self._notes_met.extend([note] if note else [])
        return text

    def _begin_comment(self, node: Any) -> str:
        if len(self._commented) < _MAX_OPEN_COMMENTS:
            self._commented[attribute(node, "id")] = []
        return ""

    def _end_comment(self, node: Any) -> str:
        return self._comment(attribute(node, "id"), self._commented.pop(attribute(node, "id"), []))

    def _refer_to_comment(self, node: Any) -> str:
        return self._comment(attribute(node, "id"), self._commented.pop(attribute(node, "id"), []))

    def _comment(self, comment_id: str, words: list[str]) -> str:
        commented = " ".join("".join(words).split())[:_MAX_COMMENTED]
        note = self._notes.refer_to_comment(comment_id, commented) if self._notes else None
        self._notes_met.extend([note] if note else [])
        return ""

    def _meet_graphic(self, relation_id: Any) -> str:
        relation = self._relations.get(str(relation_id))
        if relation and not relation.outer:
            self._graphics.append(relation.target)
        return ""


def choose_alternative(node: Any) -> list[Any]:
    """Return the children of the first of several versions of the same content that holds any."""
    versions = list(node)
    return next((list(one) for one in versions if next(one.iter(*_CONTENT), None) is not None), [])


def _write_text(node: Any) -> str:
    text, run = node.text or "", node.getparent()
    properties = None if run is None else run.find(_RUN_PROPERTIES)
    if properties is None:
        return text
    if not text.isascii() and any("\uf020" <= letter <= "\uf0ff" for letter in text):
        fonts = properties.find(f"{WORD_NAMESPACE}rFonts")
        text = write_symbols(text, "" if fonts is None else attribute(fonts, "ascii"))
    align = properties.find(f"{WORD_NAMESPACE}vertAlign")
    raised = align is not None and attribute(align, "val") == "superscript"
    beside = (next(run.itersiblings(_RUN, preceding=before), None) for before in (True, False))
    both = (one is not None and _is_struck(one.find(_RUN_PROPERTIES)) for one in beside)
    return show_text(text, raised, _is_struck(properties), *both)


def _is_struck(properties: Any) -> bool:
    return is_on(properties, "strike") or is_on(properties, "dstrike")


def _write_symbol(node: Any) -> str:
    try:
        return write_symbol(int(attribute(node, "char")[:6], 16), attribute(node, "font"))
    except ValueError:
        return ""


def _has_own_mark(node: Any) -> bool:
    return attribute(node, "customMarkFollows") in ("1", "true", "on")


def _picture(alternative: Any) -> str:
    """Return what stands in the place of a picture; nothing for the name of its file."""
    text = " ".join(_MACHINE_MADE.sub("", str(alternative or "")).split())
    return f"[picture: {text}]" if text and not _FILE_NAME.match(text) else ""


def _ruby(node: Any) -> list[Any]:
    base, reading = (list(node.iterchildren(f"{WORD_NAMESPACE}{name}")) for name in ("rubyBase", "rt"))
    return [*base, "(", *reading, ")"] if reading else base
