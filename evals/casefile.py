"""Cases in a file: what `Archive` exports, and what people write by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.jsonl import read_lines, write_lines
from evals.model import Case, CaseKind, Gold


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case file; only the question is needed, and a line without a reference cannot be answered."""

    question: str
    reference: str = ""
    gold: tuple[Gold, ...] = ()
    kind: CaseKind = "imported"
    origin: str = ""
    bridge: str = ""
    aliases: tuple[str, ...] = ()
    id: str = ""


def write_cases(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as JSONL and say how many."""
    return write_lines(path, cases)


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file; UsageError names the line that does not fit."""
    return [_case(line) for line in read_lines(path, Line)]


def _case(line: Line) -> Case:
    return Case.make(line.question, line.reference, line.gold, line.kind, line.origin, line.bridge, line.aliases)
