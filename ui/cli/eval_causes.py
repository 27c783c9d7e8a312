"""`graphloop eval causes`: the causes of wrong answers in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.error_analysis import ErrorAnalysis, WrongAnswer

THRESHOLD_HELP = "The answer_correctness below which an answer is wrong; without it that of the metric's card."


def causes(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=RUN_HELP)] = "latest",
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help=THRESHOLD_HELP)] = None,
    examples: Annotated[int, typer.Option(min=0, help="How many wrong answers of each cause to show.")] = 3,
    json: Json = False,
) -> None:
    """Group the wrong answers of a run by cause, with what usually helps; each has exactly one."""
    from ui.errors import find_error_causes

    with open_workspace(context) as opened:
        found = find_error_causes(opened, load_run(opened, which), threshold)
    if json:
        terminal.print_json(found)
        return
    _print(found, examples)


def _print(found: ErrorAnalysis, examples: int) -> None:
    told = f"{found.wrong} of {found.judged} answer(s) of {found.run} are wrong"
    terminal.print_line(f"{told} (answer_correctness below {found.threshold:.2f}, or answered where nothing answers)")
    if found.unjudged or found.faults:
        terminal.print_note(
            f"{found.unjudged} answer(s) have no answer_correctness; {found.faults} question(s) got no answer"
        )
    rows = (
        (group.cause, len(group.wrong), f"{len(group.wrong) / found.wrong:.0%}", group.fix) for group in found.groups
    )
    terminal.print_table(("cause", "answers", "share", "what usually helps"), rows)
    for group in found.groups if examples else ():
        terminal.print_line(f"{group.cause} ({len(group.wrong)})")
        for one in group.wrong[:examples]:
            _example(one)


def _example(one: WrongAnswer) -> None:
    case, answer = one.result.case, one.result.answer
    terminal.print_line(f"  {case.question}")
    terminal.print_line(f"    expected: {terminal.one_line(case.reference) or '(no answer)'}")
    terminal.print_line(f"    answered: {terminal.one_line(answer.text) if answer else ''}")
    terminal.print_line(f"    why: {one.why}")
