"""`graphloop eval causes`: the causes of wrong answers in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, workspace
from ui.cli.eval_runs import NAMED, run_named

if TYPE_CHECKING:
    from evals.error_analysis import Causes, Wrong

THRESHOLD = "The answer_correctness below which an answer is wrong; without it that of the metric's card."


def causes(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=NAMED)] = "latest",
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help=THRESHOLD)] = None,
    examples: Annotated[int, typer.Option(min=0, help="How many wrong answers of each cause to show.")] = 3,
    json: Json = False,
) -> None:
    """Group the wrong answers of a run by cause, with what usually helps; each has exactly one."""
    from ui.errors import causes_here

    with workspace(context) as opened:
        found = causes_here(opened, run_named(opened, which), threshold)
    if json:
        terminal.as_json(found)
        return
    _print(found, examples)


def _print(found: Causes, examples: int) -> None:
    told = f"{found.wrong} of {found.judged} answer(s) of {found.run} are wrong"
    terminal.say(f"{told} (answer_correctness below {found.threshold:.2f}, or answered where nothing answers)")
    if found.unjudged or found.faults:
        terminal.note(
            f"{found.unjudged} answer(s) have no answer_correctness; {found.faults} question(s) got no answer"
        )
    rows = (
        (group.cause, len(group.wrong), f"{len(group.wrong) / found.wrong:.0%}", group.fix) for group in found.groups
    )
    terminal.table(("cause", "answers", "share", "what usually helps"), rows)
    for group in found.groups if examples else ():
        terminal.say(f"{group.cause} ({len(group.wrong)})")
        for one in group.wrong[:examples]:
            _example(one)


def _example(one: Wrong) -> None:
    case, answer = one.result.case, one.result.answer
    terminal.say(f"  {case.question}")
    terminal.say(f"    expected: {terminal.line(case.reference) or '(no answer)'}")
    terminal.say(f"    answered: {terminal.line(answer.text) if answer else ''}")
    terminal.say(f"    why: {one.why}")
