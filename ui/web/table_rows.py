"""Rows of tables in answers and quotes, "a | b | c" on a line, shown as tables with the names of their columns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from graph.text.citation_markers import MARKER_PATTERN
from ui.terminal import one_line, strip_controls

SEPARATOR = " | "
MAX_CELL_CHARS = 120
_MARKERS_AT_END = re.compile(rf"(?:\s*{MARKER_PATTERN.pattern})+\s*$")


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return SEPARATOR in line.strip()


def find_columns(row: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the columns of a row, from the first text with that row; empty if they are not known.

    They are in the first of the rows without a break up to it: as many as its cells, all different.
    """
    wanted = row.strip()
    for text in texts:
        lines = [line.strip() for line in text.splitlines()]
        if wanted not in lines:
            continue
        place = first = lines.index(wanted)
        while first and is_row(lines[first - 1]):
            first -= 1
        names = tuple(_cells(lines[first]))
        is_named = len(names) == len(_cells(wanted)) and len(set(names)) == len(names)
        return names if first < place and is_named else ()
    return ()


def tabulate(answer: str, texts: Sequence[str]) -> str:
    """Return the Markdown of an answer with its paragraphs of rows as tables; `texts` are those of the passages."""
    return "\n\n".join(_tabulate(paragraph, texts) for paragraph in answer.split("\n\n"))


def render_rows(quote: str, text: str) -> str:
    """Return the HTML of a quote of nothing but rows as a table, named as in the text; empty for any other quote."""
    lines = [line for line in strip_controls(quote).splitlines() if line.strip()]
    if not lines or not all(map(is_row, lines)):
        return ""
    names = find_columns(lines[0], [text])
    head = f"<tr>{''.join(f'<th>{_shown(name)}</th>' for name in names)}</tr>"
    rows = (f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in _cells(line))}</tr>" for line in lines)
    return f'<blockquote class="gl-quote gl-rows"><table>{head if names else ""}{"".join(rows)}</table></blockquote>'


def _tabulate(paragraph: str, texts: Sequence[str]) -> str:
    lines = paragraph.splitlines()
    if not lines or not all(map(is_row, lines)) or any(line.lstrip().startswith("|") for line in lines):
        return paragraph
    names = find_columns(_MARKERS_AT_END.sub("", lines[0]), texts)
    rows = [_cells(line) for line in lines]
    width = max(map(len, rows))
    head = list(names) or [""] * width
    return "\n".join(_markdown(row) for row in (head, ["---"] * width, *rows))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().split("|")]


def _markdown(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(cell: str) -> str:
    return html.escape(one_line(cell, MAX_CELL_CHARS))
