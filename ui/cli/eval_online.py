"""`graphloop eval online`: scores of the answers that people were given, their drift, and what stays unanswered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.online.drift import Drift, Period
    from evals.online.unanswered import UnansweredGroup
    from ui.online import OnlineReport

EVERY_HELP = "Score one in this many answers of the conversations that are not scored yet; 0 scores none."
SHOWN_QUESTIONS = 3
"""Questions of a group that are shown."""


def watch_online(
    context: typer.Context,
    every: Annotated[int, typer.Option(min=0, max=10_000, help=EVERY_HELP)] = 0,
    days: Annotated[int, typer.Option(min=1, max=366, help="The recent days.")] = 7,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="The weeks before them to compare with.")] = 4,
    groups: Annotated[int, typer.Option(min=0, help="How many groups of unanswered questions to show.")] = 10,
    json: Json = False,
) -> None:
    """Score answers that people were given, compare the last days with the weeks before, and group what found nothing.

    Scores are numbers without text, made by the offline judges, and stay when a conversation is removed.
    """
    from ui.online import watch_answers
    from ui.progress import show_progress

    with open_workspace(context) as opened, show_progress("judging", "answers") as progress:
        report = watch_answers(opened, every, days, weeks, progress.advance)
    if json:
        terminal.print_json(report)
        return
    _print_scores(report, days, weeks)
    _print_unanswered(report.unanswered, report.answers, groups)


def _print_scores(report: OnlineReport, days: int, weeks: int) -> None:
    given, new = count_noun(report.answers, "answer"), count_noun(report.new, "answer")
    terminal.print_note(f"{given} in the conversations; {new} scored now, {report.scored} in all")
    if not report.scored:
        terminal.print_note("nothing is scored yet; score every tenth answer: graphloop eval online --every 10")
    columns = ("metric", f"last {count_noun(days, 'day')}", f"{count_noun(weeks, 'week')} before", "change", "95%", "")
    terminal.print_table(columns, (_drift_row(drift) for drift in report.drift))


def _drift_row(drift: Drift) -> tuple[str, ...]:
    sides = (drift.metric.replace("_", " "), _describe(drift.recent), _describe(drift.before))
    if drift.change is None or drift.interval is None:
        return (*sides, "–", "", "too few answers")
    low, high = drift.interval
    return (*sides, f"{drift.change:+.3f}", f"{low:+.3f} to {high:+.3f}", "moved" if drift.moved else "no change shown")


def _describe(period: Period) -> str:
    return "–" if period.mean is None else f"{period.mean:.3f} ({period.answers})"


def _print_unanswered(found: tuple[UnansweredGroup, ...], answers: int, shown: int) -> None:
    total = sum(len(group.questions) for group in found)
    if not total:
        return
    terminal.print_line(f"{total} of {count_noun(answers, 'question')} found nothing in the documents:")
    for group in found[:shown]:
        terminal.print_line(f"  {len(group.questions)} ×, last on {group.last[:10]}")
        for question in dict.fromkeys(group.questions[:SHOWN_QUESTIONS]):
            terminal.print_line(f"      {terminal.one_line(question)}")
    if shown < len(found):
        terminal.print_note(
            f"{count_noun(len(found) - shown, 'more group')}: graphloop eval online --groups {len(found)}"
        )
