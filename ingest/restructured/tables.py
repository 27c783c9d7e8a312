"""The tables of reStructuredText: drawn ones, ones of ruled columns, lists of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

GRID = re.compile(r"\+(?:[-=]+\+)+\Z")
RULE = re.compile(r"=+(?: +=+)+\Z")
_SPANS = re.compile(r"-+(?: +-+)*\Z")
_ROW_ITEM = re.compile(r"\s*(?:\*[ ]+)?-(?:[ ]+|\Z)")


def read_grid(lines: Sequence[str]) -> tuple[list[list[str]], bool]:
    """Return the rows of a drawn table, and whether the first one names the columns."""
    edges = sorted({place for line in lines if GRID.match(line) for place, mark in enumerate(line) if mark == "+"})
    rows: list[list[str]] = []
    current = [""] * (len(edges) - 1)
    for line in lines:
        if line.startswith("+") or "+--" in line:
            if any(cell.strip() for cell in current):
                rows.append(current)
            current = [""] * (len(edges) - 1)
            if line.startswith("+"):
                continue
        start = 0
        for column in range(1, len(edges)):
            if column == len(edges) - 1 or line[edges[column] : edges[column] + 1] in ("|", "+"):
                piece = line[edges[start] + 1 : edges[column]].strip()
                if piece.strip("-+="):
                    current[start] = f"{current[start]} {piece}".strip()
                start = column
    return rows, any("=" in line for line in lines if GRID.match(line))


def read_ruled(lines: Sequence[str]) -> tuple[list[list[str]], bool]:
    """Return the rows of a table between rules, and whether the first one names the columns."""
    starts = [match.start() for match in re.finditer(r"=+", lines[0])]
    rules = [place for place, line in enumerate(lines) if RULE.match(line)]
    rows: list[list[str]] = []
    for place, line in enumerate(lines):
        if place in (rules[0], rules[-1]) or not line.strip() or RULE.match(line) or _SPANS.match(line):
            continue
        ends = [*starts[1:], len(line)]
        cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        in_header = len(rules) > 2 and place < rules[1]
        if rows and (not cells[0] or (in_header and len(rows) == 1)):
            rows[-1] = [f"{above} {below}".strip() for above, below in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows, len(rules) > 2


def read_list_table(lines: Sequence[str]) -> list[list[str]]:
    """Return the rows of a table that is written as a list of lists."""
    rows: list[list[str]] = []
    for line in lines:
        item = _ROW_ITEM.match(line)
        if line.lstrip().startswith("* "):
            rows.append([])
        if item and rows:
            rows[-1].append(line[item.end() :].strip())
        elif rows and rows[-1]:
            rows[-1][-1] = f"{rows[-1][-1]} {line.strip()}".strip()
    return rows
