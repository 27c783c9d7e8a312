"""Case files in JSONL: exports of `Archive` and cases written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from evals.files import read_lines
from evals.jsonl import write_lines
from evals.types import Case, Difficulty, Gold, Status
from rag.types import Turn


def check_kind(kind: str) -> str:
    """Return the kind of a case from elsewhere; pydantic's error if there is none of that name."""
    from evals.generate.kinds import case_kinds

    if kind not in case_kinds():
        # The text goes in as a value: a name may hold braces.
        raise PydanticCustomError(
            "case_kind",
            "there is no kind of case '{kind}': choose from {known}",
            {"kind": kind, "known": ", ".join(case_kinds())},
        )
    return kind


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a case file; only the question is required, and a line without a reference is unanswerable."""

    question: str
    reference: str = ""
    gold: tuple[Gold, ...] = ()
    kind: Annotated[str, AfterValidator(check_kind)] = "imported"
    origin: str = ""
    bridge: str = ""
    aliases: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    difficulty: Difficulty = ""
    status: Status = "unreviewed"
    id: str = ""


def write_cases(path: Path, cases: Iterable[Case]) -> int:
    """Write cases as JSONL and return how many."""
    return write_lines(path, cases)


def read_cases(path: Path) -> list[Case]:
    """Read the cases of a JSONL file; UsageError names the invalid line."""
    return [case_of(line) for line in read_lines(path, CaseLine)]


def case_of(line: CaseLine) -> Case:
    """Build the case of a line; its id is computed from its content."""
    case = Case.make(
        line.question,
        line.reference,
        line.gold,
        line.kind,
        line.origin,
        line.bridge,
        line.aliases,
        line.history,
    )
    return replace(case, path=line.path, difficulty=line.difficulty, status=line.status)
