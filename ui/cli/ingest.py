"""`graphloop ingest`: ingests files and folders, and reports the outcome of each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import streams, terminal
from ui.cli.context import Json, open_workspace
from ui.left_out import describe_left_out

if TYPE_CHECKING:
    from ingest.prune import UnconfirmedRemoval
    from ingest.report import Event, Progress, Report

MAX_OUTCOME_ROWS = 60


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders and patterns; - reads a list from standard input, one per line.")
    ],
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents whose files are gone from the given folders.")
    ] = False,
    include: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Also read files of folders that are left out, as '*.py'."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Leave out files and folders, as 'old/'.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Add a tag to the documents; may be repeated.")
    ] = None,
    access: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL", help="Set who may see the documents, instead of earlier labels; may be repeated."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Prune without asking, though most files of a folder are gone.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what is new, changed, moved and gone; nothing is read.")
    ] = False,
    json: Json = False,
) -> None:
    """Ingest documents; unchanged files are skipped. Exit code 3 if a file was refused.

    Of a folder, hidden files, source code, lock files and installed packages are left out, and what a .graphloopignore
    names in the manner of .gitignore.
    """
    from graph.tags import require_tags
    from ingest.choices import Choices
    from ingest.file_rules import FileRules
    from ingest.labels import Labels
    from ingest.prune import UnconfirmedRemoval
    from ui.cli.ingest_preview import show_preview
    from ui.ingesting import preview_files

    rules, named = FileRules(tuple(include or ()), tuple(exclude or ())), list(_expand_list(paths))
    labels = Labels(require_tags(tag or ()), require_tags(access or (), "access label"))
    choices = Choices(labels=labels, prune=prune, confirmed=yes, rules=rules)
    with open_workspace(context) as opened:
        if dry_run:
            show_preview(preview_files(opened, named, choices), prune, json)
            return
        try:
            with show_ingest_progress() as progress:
                report = opened.ingest(named, progress, choices)
        except UnconfirmedRemoval as doubt:
            _confirm_removal(doubt)
            with show_ingest_progress() as progress:
                report = opened.ingest(named, progress, replace(choices, confirmed=True))
    if json:
        terminal.print_json({"counts": report.counts, "exit_code": report.exit_code, "report": report})
    else:
        print_report(report)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _confirm_removal(doubt: UnconfirmedRemoval) -> None:
    """Ask on a terminal whether so many documents shall be removed; raise the doubt if nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise doubt
    terminal.print_note(f"{doubt.message} yet")
    if not typer.confirm("Remove their documents?", err=True):
        terminal.print_note("nothing was read or removed")
        raise typer.Exit(doubt.exit_code)


@contextmanager
def show_ingest_progress() -> Iterator[Progress]:
    """Yield a progress callback that shows a bar on standard error, and a time estimate for long work."""
    from ingest.report import IngestAdvanced, IngestStarted, TimeForecast
    from ui.progress import show_progress

    with show_progress("reading", "passages") as step:

        def report_event(event: Event) -> None:
            if isinstance(event, TimeForecast):
                terminal.print_note(f"this will take about {format_duration(event.seconds)}")
            elif isinstance(event, IngestStarted):
                step.advance(0, event.files)
            elif isinstance(event, IngestAdvanced):
                step.advance(event.files_done, event.files, event.passages_per_second, event.seconds_left)

        yield report_event


def print_report(report: Report) -> None:
    """Print a table of the outcomes by file, and a line of totals."""
    shown = [
        outcome
        for outcome in report.outcomes
        if outcome.state != "unchanged" or len(report.outcomes) <= MAX_OUTCOME_ROWS
    ]
    if len(shown) > MAX_OUTCOME_ROWS:
        shown = [outcome for outcome in shown if outcome.state == "refused"]
    rows = (
        (outcome.state, outcome.source, outcome.documents or "", outcome.passages or "", _describe_reason(outcome))
        for outcome in shown
    )
    terminal.print_table(("state", "file", "documents", "passages", "why"), rows)
    for source in report.pruned:
        terminal.print_line(f"removed {source}: its file is gone or left out")
    if report.kept:
        some = ", ".join(report.kept[:3]) + (", …" if len(report.kept) > 3 else "")
        terminal.print_line(f"still stored, though left out now: {some} (remove: --prune)")
    if report.left_out:
        terminal.print_line(describe_left_out(report.left_out))
    counts = ", ".join(f"{count} {state}" for state, count in sorted(report.counts.items())) or "nothing to do"
    terminal.print_line(
        f"{counts}; {count_noun(report.passages, 'passage')} from {count_noun(report.documents, 'document')} "
        f"in {report.seconds:.1f} s"
    )


def format_duration(seconds: float) -> str:
    """Format seconds for display."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{minutes / 60:.1f} hours"


def _describe_reason(outcome: object) -> str:
    reason, message = getattr(outcome, "reason", None), getattr(outcome, "message", "")
    notes = "; ".join(getattr(outcome, "notes", ()))
    return f"{reason}: {message}" if reason else notes


def _expand_list(paths: list[str]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            # File names are bytes, which need not be valid text.
            yield from (os.fsdecode(line) for line in streams.read_lines() if line)
        else:
            yield path
