"""Build a document's text from blocks, and remember where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.blocks import CELL_SEPARATOR, MAX_CONTEXT_CHARS, Block, BlockKind
from graph.text.clean import clean

_MAX_LEAD_IN_CHARS = 300
_MAX_ITEM_CHARS = 120
# More rows stay rows: they are data for a program, and names before each cell would make them many times longer.
_MAX_RECORDS = 2_000
_LONE_MARK = re.compile(rf"\s*(?<!\S){re.escape(CELL_SEPARATOR.strip())}(?!\S)\s*")
_LEAD_IN_ENDS = (":", "：", "…", "...", ";", ",", "—", "–")


class TextBuilder:
    """Collects blocks in reading order; every block is cleaned, empty ones are dropped.

    Blocks are parted by a blank line, the items of one list and the rows of one table by a line end.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._lead_ins: list[str] = []
        self._last: BlockKind | None = None

    def __len__(self) -> int:
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0, context: str = "") -> None:
        """Add a block; an item without a context gets its list's lead-ins: the short texts that introduce it.

        The level of an item counts the lists it is in, from 1.
        """
        text = clean(text)
        if not text.strip():
            return
        if kind == "item":
            self._lead_ins = [*self._lead_ins, *[""] * level][: max(1, level)]
            context = context or " ".join(filter(None, self._lead_ins))
            # Items below another one belong to it, whatever it ends with.
            self._lead_ins.append(_lead_in(text) or _short_line(text))
        else:
            self._lead_ins = [_lead_in(text) if kind == "paragraph" else ""]
        tight = kind == self._last and kind in ("item", "field") and "\n" not in self._parts[-1] + text
        self._append(Block(kind, 0, 0, level, context), text, "\n" if tight else "\n\n")

    def add_table(self, rows: Sequence[Sequence[str]], header: bool, caption: str = "", by_lines: bool = False) -> None:
        """Add a table, a line per row; with `header` the first row names the columns. Its caption is a line above.

        Where the names are more than a context holds, each row is written as fields, unless lines are asked for.
        """
        if header and not by_lines and 1 < len(rows) <= _MAX_RECORDS and _is_wide(rows[0]):
            self._add_records(rows, " ".join(clean(caption).split()))
            return
        lines = [CELL_SEPARATOR.join(_cell(cell) for cell in row) for row in rows if any(cell.strip() for cell in row)]
        if not lines:
            return
        caption = " ".join(clean(caption).split())
        names = clean(lines[0]) if header else ""
        text = clean("\n".join([caption, *lines] if caption else lines))
        context = "\n".join(filter(None, (caption, names)))
        self._lead_ins = []
        self._append(Block("table", 0, 0, 0, context), text, "\n\n")

    def _add_records(self, rows: Sequence[Sequence[str]], caption: str) -> None:
        """Add the rows of a wide table as fields; what each of them begins with is the context of its later fields."""
        self.add("paragraph", caption)
        for row in rows[1:]:
            names = (*(_cell(name).rstrip(": ") for name in rows[0]), *[""] * len(row))
            named = ((name, _cell(cell)) for name, cell in zip(names, row, strict=False) if cell.strip())
            lines = [clean(f"{name}: {cell}" if name else cell) for name, cell in named]
            if any(lines):
                context = "\n".join(filter(None, (caption, lines[0])))
                self._append(Block("field", 0, 0, 0, context), clean("\n".join(lines)), "\n\n")

    def build(self) -> tuple[str, tuple[Block, ...]]:
        """Return the text and its blocks."""
        return "".join(self._parts), tuple(self._blocks)

    def _append(self, block: Block, text: str, gap: str) -> None:
        if self._parts:
            self._parts.append(gap)
            self._length += len(gap)
        self._parts.append(text)
        self._blocks.append(replace(block, start=self._length, end=self._length + len(text)))
        self._length += len(text)
        self._last = block.kind


def _lead_in(text: str) -> str:
    """Return a text that introduces what follows it, on one line; empty if it does not."""
    introduces = len(text) <= _MAX_LEAD_IN_CHARS and text.rstrip().endswith(_LEAD_IN_ENDS)
    return " ".join(text.split()) if introduces else ""


def _short_line(text: str) -> str:
    return " ".join(text.split()) if len(text) <= _MAX_ITEM_CHARS else ""


def _is_wide(names: Sequence[str]) -> bool:
    """Return whether the names of a table's columns are longer than the context of a passage."""
    return sum(len(name) + len(CELL_SEPARATOR) for name in names) > MAX_CONTEXT_CHARS


def _cell(text: str) -> str:
    """Return a cell on one line, in which nothing looks like what parts cells: "x | y" becomes "x|y"."""
    line = " ".join(text.split())
    return _LONE_MARK.sub(CELL_SEPARATOR.strip(), line) if CELL_SEPARATOR.strip() in line else line
