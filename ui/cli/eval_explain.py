"""`graphloop eval explain`: why a run's answers got their scores, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, workspace
from ui.cli.eval_runs import NAMED, run_named

if TYPE_CHECKING:
    from evals.types import Detail, Result, Score

EVIDENCE = 240
"""Characters shown of the evidence; --json prints all of it."""


def explain(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=NAMED)] = "latest",
    case: Annotated[str, typer.Option(help="Only cases whose id starts so or whose question has these words.")] = "",
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric; may be repeated.")] = None,
    least: Annotated[int, typer.Option("--worst", min=1, help="How many cases to show, those with least first.")] = 5,
    json: Json = False,
) -> None:
    """Show what each score rests on: which claim, by which evidence, and why."""
    from evals.explained import explained
    from graph.errors import UsageError

    with workspace(context) as opened:
        found = run_named(opened, which)
    kept = explained(found, case, tuple(metric or ()), least)
    if not kept:
        raise UsageError("no such answer has a score", "see the cases: graphloop eval show --cases")
    if json:
        terminal.as_json(kept)
        return
    for result in kept:
        _print(result)


def _print(result: Result) -> None:
    terminal.say(f"\n{result.case.id[:8]} {result.case.kind}: {result.case.question}")
    terminal.say(f"  expected: {result.case.reference or '(no answer)'}")
    terminal.say(f"  answered: {terminal.line(result.answer.text) if result.answer else result.fault}")
    for score in result.scores:
        terminal.say(f"  {score.metric} ({score.judge}) {_value(score)}  {terminal.line(score.reason)}".rstrip())
        for detail in score.details:
            _print_detail(detail)


def _print_detail(detail: Detail) -> None:
    value = "–" if detail.value is None else f"{detail.value:.2f}"
    terminal.say(f"    {value}  {terminal.line(detail.claim)}")
    if detail.why:
        terminal.say(f"          why: {terminal.line(detail.why)}")
    if detail.evidence:
        text = terminal.line(detail.evidence)
        terminal.say(f"          evidence: {text if len(text) <= EVIDENCE else text[: EVIDENCE - 1] + '…'}")


def _value(score: Score) -> str:
    if score.value is None:
        return "failed" if score.failed else "no value"
    return f"{score.value:.2f} {score.unit}".strip()
