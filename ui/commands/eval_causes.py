"""`graphloop eval causes`: why the wrong answers of a run are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import show
from ui.commands.eval_runs import NAMED, run_named
from ui.commands.opening import Json, workspace

if TYPE_CHECKING:
    from evals.causes import Causes, Wrong

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
        show.as_json(found)
        return
    _print(found, examples)


def _print(found: Causes, examples: int) -> None:
    told = f"{found.wrong} of {found.judged} answer(s) of {found.run} are wrong"
    show.say(f"{told} (answer_correctness below {found.threshold:.2f}, or answered where nothing answers)")
    if found.unjudged or found.faults:
        show.note(f"{found.unjudged} answer(s) have no answer_correctness; {found.faults} question(s) got no answer")
    rows = (
        (group.cause, len(group.wrong), f"{len(group.wrong) / found.wrong:.0%}", group.fix) for group in found.groups
    )
    show.table(("cause", "answers", "share", "what usually helps"), rows)
    for group in found.groups if examples else ():
        show.say(f"{group.cause} ({len(group.wrong)})")
        for one in group.wrong[:examples]:
            _example(one)


def _example(one: Wrong) -> None:
    case, answer = one.result.case, one.result.answer
    show.say(f"  {case.question}")
    show.say(f"    expected: {show.line(case.reference) or '(no answer)'}")
    show.say(f"    answered: {show.line(answer.text) if answer else ''}")
    show.say(f"    why: {one.why}")
