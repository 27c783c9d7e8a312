"""`graphloop tune advise`: what is worth it before anything is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.tuning.advice import Advice, TrialRow


def advise(
    context: typer.Context,
    limit: Annotated[
        int | None, typer.Option(min=10, help="Ask at most so many of the cases, drawn at random but always the same.")
    ] = None,
    json: Json = False,
) -> None:
    """Try other setups on the cases before anything is trained, and recommend one thing; nothing is kept."""
    from ui.advice import advise_training
    from ui.progress import show_steps

    with open_workspace(context) as opened, show_steps() as watch:
        advice = advise_training(opened, limit, watch)
    if json:
        terminal.print_json(advice)
    else:
        _print(advice)


def _print(advice: Advice) -> None:
    columns = ("setup", "right answers", "passages found", "difference (95% interval)", "verdict")
    terminal.print_table(columns, [_row(row) for row in (advice.current, *advice.rows)])
    terminal.print_line(f"{advice.wrong} of {count_noun(advice.judged, 'judged answer')} wrong as it is set now")
    if advice.needs:
        rows = ((need.cause, need.answers, need.data, need.command) for need in advice.needs)
        terminal.print_table(("cause", "answers", "what would help", "how"), rows)
    terminal.print_line(f"recommended: {advice.recommendation}")
    terminal.print_line(f"why: {advice.reason}")
    terminal.print_note(
        "the best of several setups looks a little better than it is: ask new cases before you rely on its gain"
    )
    faults = sum(row.faults for row in (advice.current, *advice.rows))
    if faults:
        terminal.print_note(f"{count_noun(faults, 'question')} got no answer, which counts as wrong")


def _row(row: TrialRow) -> tuple[str, str, str, str, str]:
    found = "–" if row.found is None else f"{row.found:.3f}"
    if row.interval is None:
        return row.name, "–" if row.reason else f"{row.right:.3f}", found, "", row.reason
    gain = row.interval
    interval = f"{gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
    return row.name, f"{row.before:.3f} → {row.right:.3f}", found, interval, row.verdict
