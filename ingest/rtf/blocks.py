"""Build the blocks of a document in Rich Text Format: paragraphs, headings, items, rows of tables, notes."""

from __future__ import annotations

import re

from graph.text.clean import clean_line
from ingest.table import read_table
from ingest.text_builder import TextBuilder

_LINK = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"?((?:https?|ftp|mailto):[^\s"]+)', re.IGNORECASE)
_LEVELS = {level: level + 1 for level in range(9)}
_BULLET = re.compile(r"[•·\-–o§▪■●○*]?\Z")


class BlockWriter:
    """Takes texts and controls of the body in order, and adds a block for each paragraph and table."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.headings: dict[int, int] = {}
        self._parts: list[str] = []
        self._mark = ""
        self._level = self._outline = 0
        self._in_table = False
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._paragraphs: list[str] = []
        self._rows: list[list[str]] = []
        self._names = 0
        self._named = False
        self._after: list[tuple[str, bool]] = []
        self._margins: dict[str, None] = {}
        self._notes = 0
        self._address = ""

    def text(self, text: str) -> None:
        """Add text to the current paragraph."""
        self._parts.append(text)

    def control(self, word: str, value: int) -> None:
        """Follow what forms paragraphs and tables."""
        if word == "pard":
            self._in_table, self._level, self._outline = False, 0, 0
        elif word == "intbl":
            self._in_table = True
        elif word in ("trowd", "trhdr"):
            self._named = word == "trhdr"
        elif word in ("s", "outlinelevel"):
            levels = self.headings if word == "s" else _LEVELS
            self._outline = levels.get(value, 0)
        elif word == "ilvl":
            self._level = max(0, min(value, 8))
        elif word in ("cell", "nestcell"):
            self._end_cell(nested=word == "nestcell")
        elif word == "row":
            self._end_row()
        elif word in ("par", "sect", "page", "column"):
            self._end_paragraph()

    def mark(self, text: str) -> None:
        self._mark = f"{'-' if _BULLET.match(text) else text} "

    def number_note(self) -> int:
        """Return the number of the note that begins."""
        self._notes += 1
        return self._notes

    def note_numbered(self, text: str) -> None:
        self.note(f"[{self._notes}] {text}" if text else "")

    def note(self, text: str) -> None:
        """Keep a note until its paragraph or table has been added."""
        self._after.append((text, True))

    def box(self, text: str) -> None:
        self._after.append((text, False))

    def margin(self, text: str) -> None:
        """Keep what stands at the head or foot of pages, once; a page number alone is no text."""
        if any(map(str.isalpha, text)) and len(text.split()) > 1:
            self._margins.setdefault(text)

    def field(self, instruction: str) -> None:
        """Take the instruction of a field; the address of a link follows its words."""
        found = _LINK.search(instruction)
        self._address = found.group(1).removeprefix("mailto:") if found else ""

    def end_field(self, shown: bool) -> None:
        """End the words of a link, which are `shown` in the body."""
        address, self._address = self._address, ""
        if shown and address and address.rstrip("/") not in "".join(self._parts[-8:]):
            self._parts.append(f" ({address})")

    def end(self) -> None:
        """Add what is left."""
        self._end_paragraph()
        self._end_row()
        self._end_table()
        self._end_notes()
        for line in self._margins:
            self.builder.add("note", line)

    def _take(self) -> str:
        text, self._parts = "".join(self._parts), []
        mark, self._mark = self._mark, ""
        return mark + text if text.strip() else ""

    def _end_paragraph(self) -> None:
        if self._in_table:
            self._cell.append(self._take())
            return
        marked = bool(self._mark)
        text = self._take()
        if self._rows and (text.strip() or self._cells):
            self._end_table()
        if self._outline:
            self.builder.add("heading", " ".join(text.split()), self._outline)
        elif marked:
            self.builder.add("item", text, self._level + 1)
        else:
            self.builder.add("paragraph", text)
        if not self._rows:
            self._end_notes()

    def _end_cell(self, nested: bool) -> None:
        paragraphs = [*self._cell, self._take()]
        self._paragraphs += paragraphs
        text = " ".join(" ".join(paragraphs).split())
        self._cell = []
        if nested:
            self._cell.append(f"{text},")
            return
        self._cells.append(text)

    def _end_row(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
            self._names += self._named and self._names == len(self._rows) - 1
        self._cells = []

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        names, self._names = self._names, 0
        if len(rows) == 1 and len(rows[0]) == 1:
            for paragraph in self._paragraphs:
                self.builder.add("paragraph", paragraph)
        elif names == 1 and len(rows) > 1:
            self.builder.add_table(rows, header=True)
        elif rows:
            table = read_table(rows)
            self.builder.add_table(table.lines, bool(table.names), table.caption)
        self._paragraphs = []
        self._end_notes()

    def _end_notes(self) -> None:
        for text, is_note in self._after:
            for line in [text] if is_note else text.split("\n"):
                self.builder.add("note" if is_note else "paragraph", line)
        self._after = []

    def heading(self) -> str:
        """Return the first heading; empty if there is none."""
        text, blocks = self.builder.build()
        return next((clean_line(text[one.start : one.end]) for one in blocks if one.kind == "heading"), "")
