"""Cases as a table for spreadsheets: one row a case, safe to open, and read back as it was."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.casefile import Line, case_of
from evals.model import Case, Gold
from evals.people.export import FORMULA, guarded
from graph.errors import UsageError
from rag.model import Turn

COLUMNS = "id status kind difficulty question reference aliases origin bridge path history gold".split()
GOLD, TURNS, NAMES = TypeAdapter(tuple[Gold, ...]), TypeAdapter(tuple[Turn, ...]), TypeAdapter(tuple[str, ...])
LINE = TypeAdapter(Line)
T = TypeVar("T")


def write_table(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as CSV and say how many; no cell can run as a formula."""
    rows = [[guarded(cell) for cell in _cells(case)] for case in cases]
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", "choose another place")
    return len(rows)


def read_table(path: Path) -> list[Case]:
    """The cases of a CSV file; only the column `question` is needed. UsageError names the row that does not fit."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", "save it as CSV UTF-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "question" not in (rows.fieldnames or ()):
        raise UsageError(f"{path} has no column 'question'", f"the columns are {', '.join(COLUMNS)}")
    cases: list[Case] = []
    try:
        for row in rows:
            cells = {name: plain(cell) for name, cell in row.items() if name in COLUMNS and cell}
            if cells.get("question", "").strip():
                cases.append(_case(cells))
    except (ValidationError, csv.Error) as error:
        fault = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise UsageError(f"{path}, line {rows.line_num}: {fault}", f"the columns are {', '.join(COLUMNS)}")
    return cases


def plain(cell: str) -> str:
    """The cell without the ' that keeps it from running."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA) else cell


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
    return case_of(LINE.validate_python(cells | listed))
