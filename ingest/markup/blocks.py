"""The blocks of a page, from its pieces of text, and what of it is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graph.text.clean import clean
from ingest.hidden import HiddenText
from ingest.markup.inline import is_apart
from ingest.markup.place import Cell, Place
from ingest.markup.text import TextPiece
from ingest.table import names_columns
from ingest.text_builder import TextBuilder

_SAMPLE_ROWS = 50


@dataclass(slots=True)
class PageBlock:
    """One block of a page: its text, or the text of each cell of a table, where `None` is the caption."""

    place: Place
    parts: list[str] = field(default_factory=list)
    cells: dict[Cell | None, list[str]] = field(default_factory=dict)
    mark: str = ""

    @property
    def text(self) -> str:
        """The text, with the item's mark; that of a table is a line per row."""
        if self.place.kind == "table":
            return "\n".join(filter(None, (self.caption, *(" | ".join(row) for row in self.rows()))))
        return self.mark + self.unmarked

    @property
    def unmarked(self) -> str:
        return "".join(self.parts).strip("\n")

    @property
    def caption(self) -> str:
        return " ".join("".join(self.cells.get(None, ())).split())

    def rows(self) -> list[list[str]]:
        """Return the rows of a table; a cell over several rows, or a name over several columns, is in each."""
        found: dict[int, dict[int, str]] = {}
        body = min(self._body_rows(), default=0)
        width = max((cell.column + cell.columns for cell in self.cells if cell), default=0)
        last = max((cell.row for cell in self.cells if cell), default=-1)
        for cell, parts in self.cells.items():
            if cell is not None:
                text = " ".join("".join(parts).split())
                for row in range(cell.row, min(cell.row + cell.rows, last + 1)):
                    # A name over all columns, below other rows, is that of the rows that follow.
                    names_rows = cell.columns >= width and cell.row > body
                    across = cell.columns if cell.named and not names_rows else 1
                    columns = range(cell.column, cell.column + across)
                    found.setdefault(row, {}).update(dict.fromkeys(columns, text))
        return [[row.get(column, "") for column in range(max(row) + 1)] for _, row in sorted(found.items())]

    def count_names(self) -> int:
        """Return how many rows at the top of a table hold names alone."""
        plain = self._body_rows()
        rows = sorted({cell.row for cell in self.cells if cell})
        return next((place for place, row in enumerate(rows) if row in plain), 0)

    def _body_rows(self) -> set[int]:
        """Return the rows of a table that hold other cells than names."""
        return {cell.row for cell, parts in self.cells.items() if cell and not cell.named and "".join(parts).strip()}


class _Assembler:
    """Joins pieces to blocks, with the widest gap requested between two pieces."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._gap = 0
        self._seam = 0
        self._marked: set[int] = set()

    def add(self, piece: TextPiece) -> bool:
        """Add a piece; return whether it holds text that counts."""
        self._gap = max(self._gap, piece.gap)
        self._seam = max(self._seam, piece.seam)
        last = self.blocks[-1] if self.blocks else None
        fresh = last is None or self._parts(last.place, piece.place)
        if not piece.text or (not piece.text.strip() and (fresh or self._gap)):
            return False
        if fresh or last is None:
            last = self._begin(piece.place)
        if piece.place.kind == "table":
            parts = last.cells.setdefault(piece.place.cell, [])
            apart = self._gap or (parts and is_apart(self._seam, parts[-1], piece.text))
            parts.append(" " * bool(apart) + piece.text)
        else:
            gap = "\n" * min(self._gap, 1) if last.parts else ""
            if not gap and last.parts and is_apart(self._seam, last.parts[-1], piece.text):
                gap = " "
            spaced = gap or not last.parts or (last.parts[-1][-1:] == " " and piece.place.kind != "code")
            last.parts.append(gap + (piece.text.lstrip(" ") if spaced else piece.text))
        self._gap = self._seam = 0
        return True

    def _parts(self, before: Place, place: Place) -> bool:
        """Return whether a piece at the place is of another block than the one before it."""
        if place.kind == before.kind == "paragraph" and place.main == before.main:
            return self._gap > 1
        return (place.kind, place.key, place.main) != (before.kind, before.key, before.main)

    def _begin(self, place: Place) -> PageBlock:
        mark = place.mark if place.key not in self._marked else ""
        self._marked.add(place.key)
        self.blocks.append(PageBlock(place, mark=mark))
        return self.blocks[-1]


def assemble_blocks(pieces: Iterable[TextPiece]) -> tuple[list[PageBlock], int, list[HiddenText]]:
    """Return the visible blocks, how many characters of them are in tables, and each hidden stretch."""
    seen, tables, hidden = _Assembler(), 0, []
    stretch, why = _Assembler(), ""
    for piece in pieces:
        if piece.why and (piece.why == why or not piece.text.strip()):
            stretch.add(piece)
            continue
        if piece.text.strip() and stretch.blocks:
            hidden.append(HiddenText(_joined(stretch.blocks), why))
            stretch = _Assembler()
        if piece.why:
            why = piece.why
            stretch.add(piece)
        elif seen.add(piece) and piece.in_table:
            tables += len(piece.text)
    if stretch.blocks:
        hidden.append(HiddenText(_joined(stretch.blocks), why))
    return seen.blocks, tables, [one for one in hidden if clean(one.text)]


def build_text(blocks: Iterable[PageBlock]) -> TextBuilder:
    """Return a builder of the blocks."""
    builder = TextBuilder()
    add_blocks(builder, blocks)
    return builder


def add_blocks(builder: TextBuilder, blocks: Iterable[PageBlock]) -> None:
    """Add the blocks; what a term names has the term as its context."""
    term = ""
    for block in blocks:
        place = block.place
        if place.kind == "table":
            _add_table(builder, block)
            continue
        named = place.kind == "item" and not place.mark and not place.term
        builder.add(place.kind, block.text, place.level, term if named else "")
        term = " ".join(block.text.split()) if place.term else term if place.kind == "item" else ""


def _add_table(builder: TextBuilder, block: PageBlock) -> None:
    rows, names = block.rows(), block.count_names()
    caption = block.caption
    # Among the names of columns, one over all of them is a title of the table.
    titles = [row for row in rows[:names] if len(row) > 1 and row[0] and len(set(row)) == 1]
    if titles and len(titles) < names:
        caption = " ".join(filter(None, (caption, *(row[0] for row in titles))))
        rows = [*(row for row in rows[:names] if row not in titles), *rows[names:]]
        names -= len(titles)
    if names > 1:
        rows = [_merged(rows[:names]), *rows[names:]]
    first = next((row for row in rows if any(row)), [])
    header = bool(names) or (len(rows) > 1 and names_columns(first, rows[1 : _SAMPLE_ROWS + 1]))
    builder.add_table(rows, header and len(rows) > 1, caption)


def _merged(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one row of names from several: those above a column, from the top."""
    width = max(map(len, rows))
    columns = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(width)]
    return [" ".join(dict.fromkeys(column)) for column in columns]


def _joined(blocks: Iterable[PageBlock]) -> str:
    return "\n\n".join(block.text for block in blocks)
