"""What is open at a place of an OpenDocument file while it is read: paragraphs, cells, tables, notes, lists."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.blocks import BlockKind
from ingest.office.sheet import Sheet, refuse_too_many

_MAX_REPEATS = 1_000


@dataclass(slots=True)
class OpenParagraph:
    """A paragraph, heading or item, what of it is hidden, and what follows it: notes and boxes anchored in it."""

    kind: BlockKind
    level: int = 0
    parts: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    after: list[tuple[BlockKind, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Texts:
    """A note, comment or cell, of which the texts of all paragraphs are one text."""

    texts: list[str] = field(default_factory=list)
    table: OpenTable | None = None


@dataclass(slots=True)
class Box:
    """A frame or shape, its alternative text, and whether it held any text."""

    description: str = ""
    used: bool = False


@dataclass(slots=True)
class OpenList:
    """A list that is open, the number of its current item, and the mark of that until it is written."""

    style: str
    count: int = 0
    mark: str = ""


@dataclass(slots=True)
class OpenTable:
    """A table that is open, with its place; `names` counts the rows that are said to name the columns."""

    sheet: Sheet
    row: int = 0
    column: int = 0
    names: int = 0
    cells: int = 0
    cut: int = 0
    merged: list[tuple[range, range]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    current: dict[int, str] = field(default_factory=dict)

    def put(self, text: str, repeated: int, rows: int, columns: int) -> None:
        """Put a cell into the current row."""
        if text:
            count = self._limit(repeated)
            self.current.update(dict.fromkeys(range(self.column, self.column + count), text))
            if rows > 1 or columns > 1:
                self.merged.append((range(self.row, self.row + rows), range(self.column, self.column + columns)))
        self.column += repeated

    def end_row(self, repeated: int) -> None:
        """End the current row, which may stand for several alike."""
        if self.current:
            for row in range(self.row, self.row + self._limit(repeated)):
                self.sheet.rows[row] = dict(self.current)
                self.cells += len(self.current)
                refuse_too_many(self.cells)
        self.row, self.column, self.current = self.row + repeated, 0, {}

    def list_rows(self) -> list[list[str]]:
        """Return the rows of a table in a text; merged cells are filled."""
        for rows, columns in self.merged:
            self.sheet.fill(rows, columns if rows.start < self.names else columns[:1])
        width = 1 + max((column for cells in self.sheet.rows.values() for column in cells), default=-1)
        width = min(width, _MAX_REPEATS)
        return [[cells.get(column, "") for column in range(width)] for _, cells in sorted(self.sheet.rows.items())]

    def _limit(self, repeated: int) -> int:
        self.cut += repeated > _MAX_REPEATS
        return min(repeated, _MAX_REPEATS)
