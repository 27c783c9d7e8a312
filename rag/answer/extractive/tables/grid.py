"""Tables, read back from passages: their columns, their rows, and what stands above them.

Rows are lines of cells. The names of their columns stand in the passage's context or at the top of the rows; pieces of
one table in several passages of a document are joined.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.blocks import CELL_SEPARATOR
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.tables.values import is_blank, read_number

MAX_ROWS = 400
"""Rows of a table that are read; what lies behind them counts as missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in a passage, its cells, and the heading inside the table under which it stands."""

    candidate: Candidate
    cells: tuple[str, ...]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what stands above it, the names of its columns, its rows, and whether none is known to be missing."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: bool
    rank: int


@lru_cache(maxsize=20_000)
def cell_stems(text: str) -> frozenset[str]:
    """Return the stems of a cell or a column's name."""
    return frozenset(stems(text))


def split_cells(line: str) -> tuple[str, ...]:
    """Return the cells of a line."""
    return tuple(cell.strip() for cell in f" {line} ".split(CELL_SEPARATOR))


def read_tables(passages: Sequence[Passage]) -> list[Table]:
    """Return the tables of the passages, those of the best passage first."""
    ranks: dict[str, int] = {}
    for rank, passage in enumerate(passages):
        ranks.setdefault(passage.document_id, rank)
    tables: list[Table] = []
    for document, best in ranks.items():
        ranked = [(rank, passage) for rank, passage in enumerate(passages) if passage.document_id == document]
        ranked.sort(key=lambda item: item[1].start)
        tables.extend(_tables_of(ranked, best))
    return [table for table in tables if table.rows]


@dataclass(slots=True)
class _TablePiece:
    """Lines of cells without a gap: the names of columns from the context, and the passages they stand in."""

    names: tuple[str, ...]
    title: str
    lines: list[Candidate]
    first: Passage
    last: Passage
    whole: bool = True


def _tables_of(ranked: Sequence[tuple[int, Passage]], rank: int) -> Iterator[Table]:
    pieces: list[_TablePiece] = []
    for order, passage in ranked:
        for number, piece in enumerate(_pieces(order, passage)):
            before = pieces[-1] if pieces else None
            if before and number == 0 and piece.names and _continues(before, piece):
                before.whole = before.whole and before.last.ordinal + 1 == passage.ordinal
                before.lines.extend(piece.lines)
                before.last = passage
            else:
                piece.whole = not piece.names or number > 0
                pieces.append(piece)
    for piece in pieces:
        yield _table(piece, rank)


def _continues(before: _TablePiece, piece: _TablePiece) -> bool:
    first = split_cells(before.lines[0].text)
    return piece.names in (before.names, first) or cell_stems(" ".join(piece.names)) <= cell_stems(
        " ".join(line.text for line in before.lines[:3])
    )


def _pieces(rank: int, passage: Passage) -> Iterator[_TablePiece]:
    above, _, last = passage.context.rpartition("\n")
    names = split_cells(last) if CELL_SEPARATOR in last else ()
    title = " ".join(filter(None, (passage.title, above if names else passage.context)))
    lines: list[Candidate] = []
    start, caption = 0, ""
    for place, line in enumerate(passage.text.splitlines(keepends=True)):
        text = line.rstrip()
        if CELL_SEPARATOR in f" {text} ":
            lead = len(text) - len(text.lstrip())
            lines.append(Candidate(passage, rank, place, start + lead, start + len(text)))
        elif text.strip():
            if len(lines) > 0:
                yield _TablePiece(names, f"{title} {caption}", lines, passage, passage)
                lines, names = [], ()
            caption = text if len(text) < 200 else ""
        start += len(line)
    if lines:
        yield _TablePiece(names, f"{title} {caption}", lines, passage, passage)


def _table(piece: _TablePiece, rank: int) -> Table:
    lines = [split_cells(line.text) for line in piece.lines[: MAX_ROWS + 1]]
    names, used = piece.names, 0
    if not names:
        used = _count_header_lines(lines)
        names = _join_names(lines[:used]) if used else ()
    elif lines[0] == names:
        used = 1
    width = len(names) or max(map(len, lines))
    names = names or ("",) * width
    whole = piece.whole and len(piece.lines) <= MAX_ROWS
    rows = list(_rows(piece.lines[used:MAX_ROWS], lines[used:], width))
    kept = [c for c in range(width) if c == 0 or len(rows) < 2 or any(row.cells[c] != row.cells[c - 1] for row in rows)]
    narrowed = tuple(replace(row, cells=tuple(row.cells[c] for c in kept)) for row in rows)
    return Table(piece.title, tuple(names[c] for c in kept), narrowed, whole, rank)


def _rows(lines: Sequence[Candidate], cells: Sequence[tuple[str, ...]], width: int) -> Iterator[Row]:
    section = ""
    for line, values in zip(lines, cells, strict=False):
        if len(values) > width:
            continue
        filled = [value for value in values if not is_blank(value)]
        if width > 2 and len(set(filled)) == 1 and filled[0] == values[0] and len(filled) in (1, len(values)):
            section = values[0]
        elif filled:
            yield Row(line, (*values, *[""] * (width - len(values))), section)


def _count_header_lines(lines: Sequence[tuple[str, ...]]) -> int:
    """Return how many lines name columns: those at the top with an empty first cell, or one without numbers."""
    empty = sum(1 for _ in itertools.takewhile(lambda cells: len(cells) > 1 and not cells[0], lines[:3]))
    if empty and empty < len(lines):
        return empty
    if len(lines) < 2 or _is_row(lines[0]):
        return 0
    if len(lines) > 2 and lines[0][0] and lines[0][0] == lines[1][0]:
        return 2
    # Names of columns stand above a further line of names where the first names groups.
    grouped = len(lines) > 2 and not lines[1][0] and not any(_is_plain_number(cell) for cell in lines[1])
    return 2 if grouped and any(lines[1]) else 1


def _is_row(cells: Sequence[str]) -> bool:
    """Return whether a first line has values instead of names of columns; years may name columns."""
    if cells and read_number(cells[0]) is not None:
        return True
    if len(cells) == 2 and any(letter.isdigit() for cell in cells for letter in cell):
        return True
    numbers = sum(read_number(cell) is not None for cell in cells)
    return 0 < numbers == len(cells) - 1 and not all(_is_year(cell) for cell in cells[1:])


def _is_plain_number(cell: str) -> bool:
    return read_number(cell) is not None and not _is_year(cell)


def _is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isdigit() and cell[:2] in ("19", "20")


def _join_names(lines: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return one name a column; in upper lines an empty cell continues the one before it."""
    width = max(map(len, lines))
    parts: list[list[str]] = [[] for _ in range(width)]
    for number, line in enumerate(lines):
        last = ""
        for place in range(width):
            cell = line[place] if place < len(line) else ""
            last = cell or (last if number < len(lines) - 1 and place else "")
            if last and last not in parts[place]:
                parts[place].append(last)
    return tuple(" ".join(part) for part in parts)
