"""Run files: a saved run for comparison with a later run on another machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from evals.casefile import check_kind
from evals.files import read_lines
from evals.jsonl import write_lines
from evals.types import Result, Run
from graph.errors import UsageError

SUFFIX = ".jsonl"


def _check_kind(result: Result | None) -> Result | None:
    if result is not None:
        check_kind(result.case.kind)
    return result


@dataclass(frozen=True, slots=True)
class RunLine:
    """One line of the file: first the run without results, then one result per line."""

    run: Run | None = None
    result: Annotated[Result | None, AfterValidator(_check_kind)] = None


def write_run(path: Path, run: Run, passages: bool = False) -> int:
    """Write a run and return how many results; by default without passages, which comparing does not need."""
    results = run.results if passages else [_lean(result) for result in run.results]
    lines = [RunLine(run=replace(run, results=())), *(RunLine(result=result) for result in results)]
    return write_lines(path, lines) - 1


def read_run(path: Path) -> Run:
    """Read the run of a file; UsageError if it is not a run file."""
    first, *rest = read_lines(path, RunLine) or [RunLine()]
    if first.run is None:
        raise UsageError(f"{path} does not begin with a run", "write one: graphloop eval save RUN FILE")
    return replace(first.run, results=tuple(line.result for line in rest if line.result))


def _lean(result: Result) -> Result:
    return replace(result, answer=replace(result.answer, hits=())) if result.answer else result
