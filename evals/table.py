"""CSV tables for spreadsheets: safe to open, lossless to read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.atomic_write import open_atomic
from graph.errors import UsageError

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")
DELIMITERS = (",", ";", "\t")


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with a header; no cell can run as a formula."""
    with open_atomic(path, "utf-8-sig", "") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([guard_cell(cell) for cell in row] for row in rows)


def read_rows(path: Path, needed: str, hint: str) -> list[tuple[int, dict[str, str]]]:
    """Read the rows of a table, each with its last line number, by column; empty cells are left out.

    UsageError for a file that is no table, and with the hint for one without the column `needed`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", "save it as CSV in UTF-8")
    header = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=header.count))
    try:
        if needed not in (rows.fieldnames or ()):
            raise UsageError(f"{path} has no column {needed!r}", hint)
        return [
            (rows.line_num, {name: unguard_cell(cell) for name, cell in row.items() if isinstance(cell, str) and cell})
            for row in rows
        ]
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}", hint)


def guard_cell(cell: str) -> str:
    """Prefix a cell that a spreadsheet would run as a formula with '."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_PREFIXES) else cell


def unguard_cell(cell: str) -> str:
    """Remove the ' that keeps a cell from running as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA_PREFIXES) else cell
