"""CSV tables for spreadsheets: safe to open, lossless to read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.atomic_write import open_atomic
from evals.files import parse_table, read_file_text

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
    text = read_file_text(path, "save it as CSV in UTF-8")
    delimiter = max(DELIMITERS, key=text.split("\n", 1)[0].count)
    return [
        (row.line, {name: unguard_cell(cell) for name, cell in row.cells.items() if cell})
        for row in parse_table(path, text, hint, delimiter, needed=(needed,))
    ]


def guard_cell(cell: str) -> str:
    """Prefix a cell that a spreadsheet would run as a formula with '."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_PREFIXES) else cell


def unguard_cell(cell: str) -> str:
    """Remove the ' that keeps a cell from running as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA_PREFIXES) else cell
