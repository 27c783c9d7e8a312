"""`graphloop eval explain`: why a run's answers got their scores, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.types import Detail, Result, Score

MAX_EVIDENCE_CHARS = 240
"""Characters shown of the evidence; --json prints all of it."""


def explain(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=RUN_HELP)] = "latest",
    case: Annotated[
        str, typer.Option(help="Only cases whose id starts with this, or whose question contains it.")
    ] = "",
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric; may be repeated.")] = None,
    least: Annotated[int, typer.Option("--worst", min=1, help="How many cases to show, the lowest scores first.")] = 5,
    json: Json = False,
) -> None:
    """Show what each score is based on: the claims, the evidence, and the reasons."""
    from evals.explained import select_explained
    from graph.errors import UsageError

    with open_workspace(context) as opened:
        run = load_run(opened, which)
    results = select_explained(run, case, tuple(metric or ()), least)
    if not results:
        raise UsageError("no scored answer matches", "see the cases: graphloop eval show --cases")
    if json:
        terminal.print_json(results)
        return
    for result in results:
        _print(result)


def _print(result: Result) -> None:
    terminal.print_line(f"\n{result.case.id[:8]} {result.case.kind}: {result.case.question}")
    terminal.print_line(f"  expected: {result.case.reference or '(no answer)'}")
    terminal.print_line(f"  answered: {terminal.one_line(result.answer.text) if result.answer else result.fault}")
    for score in result.scores:
        terminal.print_line(
            f"  {score.metric} ({score.judge}) {_value(score)}  {terminal.one_line(score.reason)}".rstrip()
        )
        for detail in score.details:
            _print_detail(detail)


def _print_detail(detail: Detail) -> None:
    value = "–" if detail.value is None else f"{detail.value:.2f}"
    terminal.print_line(f"    {value}  {terminal.one_line(detail.claim)}")
    if detail.why:
        terminal.print_line(f"          why: {terminal.one_line(detail.why)}")
    if detail.evidence:
        text = terminal.one_line(detail.evidence)
        terminal.print_line(
            f"          evidence: {text if len(text) <= MAX_EVIDENCE_CHARS else text[: MAX_EVIDENCE_CHARS - 1] + '…'}"
        )


def _value(score: Score) -> str:
    if score.value is None:
        return "failed" if score.failed else "no value"
    return f"{score.value:.2f} {score.unit}".strip()
