"""`graphloop eval causes`: the causes of wrong answers in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run

if TYPE_CHECKING:
    from evals.error_analysis import ErrorAnalysis, WrongAnswer

THRESHOLD_HELP = "Answers with an answer_correctness below this are wrong. Default: the threshold of the metric's card."


def causes(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=RUN_HELP)] = "latest",
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help=THRESHOLD_HELP)] = None,
    examples: Annotated[int, typer.Option(min=0, help="How many wrong answers of each cause to show.")] = 3,
    json: Json = False,
) -> None:
    """Group the wrong answers of a run by cause, with what usually helps; each answer has exactly one cause."""
    from ui.errors import find_error_causes

    with open_workspace(context) as opened:
        analysis = find_error_causes(opened, load_run(opened, which), threshold)
    if json:
        terminal.print_json(analysis)
        return
    _print(analysis, examples)


def _print(analysis: ErrorAnalysis, examples: int) -> None:
    counts = f"{analysis.run}: {analysis.wrong} of {count_noun(analysis.judged, 'answer')} wrong"
    terminal.print_line(
        f"{counts} (answer_correctness below {analysis.threshold:.2f}, or given although the documents have no answer)"
    )
    if analysis.unjudged or analysis.faults:
        terminal.print_note(
            f"{count_noun(analysis.unjudged, 'answer')} without answer_correctness, "
            f"{count_noun(analysis.faults, 'question')} without an answer"
        )
    rows = (
        (group.cause, len(group.wrong), f"{len(group.wrong) / analysis.wrong:.0%}", group.fix)
        for group in analysis.groups
    )
    terminal.print_table(("cause", "answers", "share", "what usually helps"), rows)
    for group in analysis.groups if examples else ():
        terminal.print_line(f"{group.cause} ({len(group.wrong)})")
        for wrong in group.wrong[:examples]:
            _print_example(wrong)


def _print_example(wrong: WrongAnswer) -> None:
    case, answer = wrong.result.case, wrong.result.answer
    terminal.print_line(f"  {case.question}")
    terminal.print_line(f"    expected: {terminal.one_line(case.reference) or '(no answer)'}")
    terminal.print_line(f"    answered: {terminal.one_line(answer.text) if answer else ''}")
    terminal.print_line(f"    why: {wrong.why}")
