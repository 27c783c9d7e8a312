"""Tables in plain text: columns that blanks or tabs part, and cells in drawn boxes. Their rows become rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.blocks import Block
from ingest.table import differs, is_number, read_table
from ingest.text_builder import TextBuilder

_GAP = re.compile(r"\S(?:  +|[ ]*\t[ \t]*)\S")
_RULE = re.compile(r"[ ]*[-=_]{2,}(?:[ ]+[-=_]{2,})*[ ]*\Z")
_DASHES = re.compile(r"[-=_]+")
_BORDER = re.compile(r"[|+][-=:+| ]*[-=][-=:+| ]*[|+]\Z")
_BOX_SIGNS = str.maketrans(
    {
        **dict.fromkeys("│┃║", "|"),
        **dict.fromkeys("─━╌┄", "-"),
        "═": "=",
        **dict.fromkeys("┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╭╮╰╯", "+"),
    }
)
_BOX_STARTS = frozenset("|+│┃║┌├└╔╠╚╭╰")
# What lines of programs hold, and the share of a table's lines that may hold it.
_CODE = re.compile(r"[;{}]\s*\Z|//|[=!]=|\w\(|:=|->")
_MAX_CODE, _MAX_PROSE, _PROSE_CHARS = 0.2, 0.4, 28
_MIN_LINES, _MIN_COLUMNS, _SAMPLE_LINES, _MAX_LINE_CHARS, _MAX_COLUMNS = 3, 3, 200, 1000, 60

_Found = tuple[list[tuple[str, ...]], bool]
"""The rows of a table, and whether the first one names its columns."""


def write_tables(text: str) -> tuple[str, tuple[Block, ...]]:
    """Return the text with the rows of its tables written as cells, and a block for each table."""
    if not any(sign in text for sign in ("  ", "\t", "|", "│", "║")):
        return text, ()
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    for lines in _groups(text.split("\n")):
        for rows, header, plain in _pieces(lines):
            piece, block = plain, None
            if rows:
                builder = TextBuilder()
                builder.add_table(rows, header)
                piece, (block, *_) = builder.build()
            if block:
                blocks.append(replace(block, start=length, end=length + len(piece)))
            parts.append(piece)
            length += len(piece) + 1
    return "\n".join(parts), tuple(blocks)


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield lines that may be a table together, other lines one by one."""
    held: list[str] = []
    for line in lines:
        if _may_be_row(line) or (held and line.startswith("  ") and len(line) <= _MAX_LINE_CHARS):
            held.append(line)
            continue
        if held:
            yield held
            held = []
        yield [line]
    if held:
        yield held


def _may_be_row(line: str) -> bool:
    if not line or len(line) > _MAX_LINE_CHARS:
        return False
    return line.lstrip()[:1] in _BOX_STARTS or bool(_GAP.search(line) or _RULE.match(line))


def _pieces(lines: list[str]) -> Iterator[tuple[list[tuple[str, ...]], bool, str]]:
    """Yield the table that lines make, or the lines as they are."""
    found = None
    if len(lines) >= _MIN_LINES:
        found = _boxed(lines) or _tabbed(lines) or _aligned(lines)
    if found is None:
        yield [], False, "\n".join(lines)
    else:
        yield *found, ""


def _boxed(lines: Sequence[str]) -> _Found | None:
    """Return the table in a drawn box: a row per line, or per compartment where lines part all of them."""
    drawn = [line.strip().translate(_BOX_SIGNS) for line in lines]
    borders = [bool(_BORDER.match(line)) for line in drawn]
    if not any(borders) or not all(border or line[:1] == "|" for border, line in zip(borders, drawn, strict=True)):
        return None
    groups = _compartments(drawn, borders)
    if not groups or max(len(line) for group in groups for line in group) < 2:
        return None
    rows = [tuple(line) for group in groups[1:] for line in group]
    if len(groups) > 2 and _are_compartments(groups[1:]):
        rows = [_joined(group) for group in groups[1:]]
        header = any("=" in line for line in drawn) or bool(read_table([_joined(groups[0]), *rows]).names)
        return [_joined(groups[0]), *rows], header
    return ([_joined(groups[0]), *rows], True) if rows else ([tuple(line) for line in groups[0]], False)


def _compartments(lines: Sequence[str], borders: Sequence[bool]) -> list[list[list[str]]]:
    """Return the lines between two borders, each as its cells; nothing for borders that follow each other."""
    groups: list[list[list[str]]] = [[]]
    for line, border in zip(lines, borders, strict=True):
        if border:
            groups.append([])
        else:
            groups[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [group for group in groups if group]


def _are_compartments(groups: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Return whether each group of lines is one row: some column is filled once in each of them."""
    width = min(len(line) for group in groups for line in group)
    return any(all(sum(bool(line[place]) for line in group) == 1 for group in groups) for place in range(width))


def _joined(lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the cells of several lines, each joined from top to bottom."""
    width = max(map(len, lines))
    columns = [[line[place] for line in lines if place < len(line) and line[place]] for place in range(width)]
    return tuple(" ".join(column) for column in columns)


def _tabbed(lines: Sequence[str]) -> _Found | None:
    """Return the table whose cells are parted by single tabs."""
    if "\t" not in lines[0]:
        return None
    rows = [tuple(cell.strip() for cell in line.rstrip().split("\t")) for line in lines]
    width = len(rows[0])
    alike = sum(len(row) == width for row in rows)
    if width < 2 or alike < 0.8 * len(rows) or not all(rows[0]) or not all(row[0] for row in rows):
        return None
    named = read_table(rows).names and (width >= _MIN_COLUMNS or differs(rows[0], rows[1:]))
    return (rows, True) if named else None


def _aligned(lines: Sequence[str]) -> _Found | None:
    """Return the table whose cells stand below one another, parted by blanks; a table without names is left."""
    if len(lines) > _SAMPLE_LINES and _aligned(lines[:_SAMPLE_LINES]) is None:
        return None
    shown = [line.expandtabs(8) for line in lines]
    ruled = next((place for place, line in enumerate(shown[:_MIN_LINES]) if _RULE.match(line)), 0)
    bounds = _columns(shown, shown[ruled] if ruled else "")
    shown = [line for line in shown if not _RULE.match(line)]
    if not 1 < len(bounds) <= _MAX_COLUMNS or _is_cut(shown, bounds):
        return None
    rows = _with_wrapped([_cells(line, bounds) for line in shown])
    if len(rows) < _MIN_LINES or not _is_tabular(rows, lines):
        return None
    if ruled:
        return [_joined(rows[:ruled]), *rows[ruled:]], True
    return _named_table(rows, len(bounds))


def _named_table(rows: list[tuple[str, ...]], columns: int) -> _Found | None:
    """Return rows whose first ones name the columns; of few columns only if the others differ from the names."""
    if not rows[0][0] and rows[1][0] and not any(map(is_number, (*rows[0], *rows[1]))):
        rows = [_joined(rows[:2]), *rows[2:]]
    table = read_table(rows)
    narrow = columns < _MIN_COLUMNS and not (_has_numbers(rows) and differs(rows[0], rows[1:]))
    return None if narrow or table.caption or not table.names else (table.lines, True)


def _is_cut(lines: Sequence[str], bounds: Sequence[tuple[int, int]]) -> bool:
    """Return whether a column begins in the middle of a word."""
    return any(len(line[start - 1 : start + 1].strip()) > 1 for line in lines for start, _ in bounds[1:])


def _with_wrapped(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows with a line that holds one cell, and does not name a row, joined to the row above."""
    found: list[tuple[str, ...]] = []
    for row in rows:
        if len(found) > 1 and not row[0] and sum(map(bool, row)) == 1:
            found[-1] = _joined((found[-1], row))
        else:
            found.append(row)
    return found


def _columns(lines: Sequence[str], rule: str) -> list[tuple[int, int]]:
    """Return where columns begin and end: as dashes below their names show, else between blanks in all lines."""
    dashes = [match.span() for match in _DASHES.finditer(rule)]
    if len(dashes) > 1:
        starts = [0, *(start for start, _ in dashes[1:])]
        return list(zip(starts, [*starts[1:], _MAX_LINE_CHARS * 8], strict=True))
    sample = [line for line in lines if not _RULE.match(line)][:_SAMPLE_LINES]
    width = max(map(len, sample), default=0)
    filled = bytearray(width)
    for line in sample:
        for match in re.finditer(r"\S+", line):
            filled[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    edges = [(match.start(), match.end()) for match in re.finditer(b"\x00{2,}", bytes(filled).lstrip(b"\x00"))]
    indent = width - len(bytes(filled).lstrip(b"\x00"))
    starts = [0, *(end + indent for _, end in edges)]
    return list(zip(starts, [*starts[1:], _MAX_LINE_CHARS * 8], strict=True))


def _cells(line: str, bounds: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(line[start:end].strip() for start, end in bounds)


def _is_tabular(rows: Sequence[Sequence[str]], lines: Sequence[str]) -> bool:
    """Return whether cells are those of a table, whole and short, not columns of prose or lines of a program."""
    filled = [cell for row in rows for cell in row if cell]
    long = sum(len(cell) >= _PROSE_CHARS for cell in filled)
    code = sum(bool(_CODE.search(line)) for line in lines)
    several = sum(sum(map(bool, row)) > 1 for row in rows)
    if code > _MAX_CODE * len(lines) or several < 0.8 * len(rows) or 2 * len(filled) < len(rows) * len(rows[0]):
        return False
    return long <= _MAX_PROSE * len(filled) or _has_numbers(rows)


def _has_numbers(rows: Sequence[Sequence[str]]) -> bool:
    for column in list(zip(*rows, strict=True))[1:]:
        cells = [cell for cell in column[1:] if cell]
        if len(cells) > 1 and sum(map(is_number, cells)) > 0.7 * len(cells):
            return True
    return False
