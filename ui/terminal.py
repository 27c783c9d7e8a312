"""Output for people and programs: lines, tables, JSON.

Text of documents is untrusted: control characters that a terminal would interpret are removed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graph.text.excerpt import excerpt
from ui.streams import width

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
PIPED_WIDTH = 160


def strip_controls(text: str) -> str:
    """Return the text without control characters; undecodable bytes of file names become escapes."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub("", text)


def one_line(text: str, longest: int = 200) -> str:
    """Return the text on one line, cut at a word boundary if it is too long."""
    return excerpt(strip_controls(text), longest)


def print_line(text: str = "") -> None:
    """Print a line of data to standard output."""
    sys.stdout.write(strip_controls(text) + "\n")


def print_note(text: str) -> None:
    """Print a line about progress or problems to standard error."""
    sys.stderr.write(strip_controls(text) + "\n")


def print_json(value: object) -> None:
    """Print one JSON document to standard output."""
    from pydantic_core import to_jsonable_python

    # ASCII only: a terminal may interpret other characters, and every JSON parser knows the escapes.
    sys.stdout.write(json.dumps(to_jsonable_python(value), indent=2) + "\n")


def console(err: bool = False) -> Console:
    """Return a console on standard output or error; wide if that is not a terminal, so that no cell is cut."""
    from rich.console import Console

    made = Console(stderr=err, highlight=False)
    return Console(stderr=err, highlight=False, width=width() if made.is_terminal else PIPED_WIDTH)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Print a table to standard output, numbers aligned right; nothing if there are no rows."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    cells = [list(row) for row in rows]
    if not cells:
        return
    table = Table(
        box=SIMPLE_HEAD, title=Text(title, style="bold") if title else None, title_justify="left", pad_edge=False
    )
    for index, column in enumerate(columns):
        numeric = all(isinstance(row[index], int | float) or row[index] in ("", "–") for row in cells)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return strip_controls(str(value)).strip()
