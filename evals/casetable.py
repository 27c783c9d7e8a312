"""Cases as a spreadsheet table: one row per case, safe to open, lossless to read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.casefile import CaseLine, case_of
from evals.files import first_error
from evals.table import read_rows, write_rows
from evals.types import Case, Gold
from graph.errors import UsageError
from rag.types import Turn

COLUMNS = "id status kind difficulty question reference aliases origin bridge path history gold".split()
GOLD, TURNS, NAMES = TypeAdapter(tuple[Gold, ...]), TypeAdapter(tuple[Turn, ...]), TypeAdapter(tuple[str, ...])
CASE_LINE = TypeAdapter(CaseLine)
T = TypeVar("T")


def write_table(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as CSV and return how many; no cell can run as a formula."""
    rows = [_cells(case) for case in cases]
    write_rows(path, COLUMNS, rows)
    return len(rows)


def read_table(path: Path) -> list[Case]:
    """Read the cases of a CSV file; only the column `question` is required. UsageError names the invalid row."""
    hint = f"the columns are {', '.join(COLUMNS)}"
    cases: list[Case] = []
    for line, row in read_rows(path, "question", hint):
        cells = {name: cell for name, cell in row.items() if name in COLUMNS}
        if not cells.get("question", "").strip():
            continue
        try:
            cases.append(_case(cells))
        except ValidationError as error:
            raise UsageError(f"{path}, line {line}: {first_error(error)}", hint)
    return cases


def _cells(case: Case) -> list[str]:
    return [
        case.id,
        case.status,
        case.kind,
        case.difficulty,
        case.question,
        case.reference,
        _json(NAMES, case.aliases),
        case.origin,
        case.bridge,
        _json(NAMES, case.path),
        _json(TURNS, case.history),
        _json(GOLD, case.gold),
    ]


def _json(adapter: TypeAdapter[T], value: T) -> str:
    return adapter.dump_json(value).decode() if value else ""


def _case(cells: dict[str, str]) -> Case:
    listed: dict[str, object] = {
        "aliases": NAMES.validate_json(cells.pop("aliases", "[]")),
        "path": NAMES.validate_json(cells.pop("path", "[]")),
        "history": TURNS.validate_json(cells.pop("history", "[]")),
        "gold": GOLD.validate_json(cells.pop("gold", "[]")),
    }
    return case_of(CASE_LINE.validate_python(cells | listed))
