"""`graphloop feedback`: list, export and remove feedback on answers, or turn it into cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import GraphloopError, UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.choosing import Yes, confirm_deletion, select_by_id, warn_unclean
from ui.cli.context import Json, open_workspace

app = typer.Typer(help="List, export, promote and remove feedback.", no_args_is_help=True)


@app.command("list")
def list_feedback(context: typer.Context, json: Json = False) -> None:
    """List feedback, oldest first; what was taken back is marked as withdrawn."""
    with open_workspace(context) as opened:
        entries = opened.feedback.list(withdrawn=True)
    if json:
        from evals.human.export import feedback_rows

        terminal.print_json(feedback_rows(entries))
        return
    cells = (
        (
            entry.id,
            entry.created,
            entry.rating,
            entry.state,
            terminal.one_line(entry.question, 60),
            "; ".join(entry.reasons),
            terminal.one_line(entry.expected, 40),
        )
        for entry in entries
    )
    terminal.print_table(("id", "created", "rating", "state", "question", "reasons", "expected"), cells)
    terminal.print_note(count_noun(len(entries), "piece of feedback", "pieces of feedback"))


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="A .jsonl or .csv file; without one, JSON lines are printed.")
    ] = None,
) -> None:
    """Export feedback as JSON lines or CSV, without what was withdrawn."""
    from evals.human.export import feedback_rows, write_feedback_csv, write_feedback_jsonl
    from evals.jsonl import to_json

    with open_workspace(context) as opened:
        entries = opened.feedback.list()
    if file is None:
        for row in feedback_rows(entries):
            terminal.print_line(to_json(row))
        return
    if file.suffix.lower() not in (".jsonl", ".csv"):
        raise UsageError(f"{file} has no known format", "name a file that ends in .jsonl or .csv")
    count = write_feedback_csv(file, entries) if file.suffix.lower() == ".csv" else write_feedback_jsonl(file, entries)
    terminal.print_note(f"{count_noun(count, 'piece of feedback', 'pieces of feedback')} written to {file}")


@app.command("promote")
def promote(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Feedback ids; without one, all feedback that can become a case.")
    ] = None,
    json: Json = False,
) -> None:
    """Turn feedback into evaluation cases for the next run."""
    from evals.human.promotion import add_case

    cases = []
    with open_workspace(context) as opened:
        known = {case.id for case in opened.archive.cases()}
        chosen = [opened.feedback.get(name) for name in ids] if ids else opened.feedback.list()
        for entry in chosen:
            try:
                cases.append(add_case(entry, opened.store, opened.archive, opened.feedback))
            except UsageError as error:
                if ids:
                    raise
                _note_left_out(entry.id, error)
        new = len({case.id for case in cases} - known)
    if json:
        terminal.print_json(cases)
        return
    terminal.print_table(
        ("case", "question", "answer"), ((case.id[:8], case.question, case.reference) for case in cases)
    )
    terminal.print_line(f"{count_noun(len(cases), 'case')}, {new} new; next: graphloop eval run --kind feedback")


@app.command("remove")
def remove(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Feedback ids, or the start of each.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Remove feedback; cases made from it are kept."""
    from ui.removal import delete_feedback

    with open_workspace(context) as opened:
        selected = select_by_id(
            opened.feedback.list(withdrawn=True), ids, lambda entry: entry.id, "feedback", "graphloop feedback list"
        )
        if not confirm_deletion(f"Remove {len(selected)} pieces of feedback?", len(selected), yes):
            return
        clean = delete_feedback(opened, [entry.id for entry in selected])
    if json:
        from evals.human.export import feedback_rows

        terminal.print_json(feedback_rows(selected))
    for entry in () if json else selected:
        terminal.print_line(f"removed {entry.id} {terminal.one_line(entry.question)}")
    warn_unclean(clean)


def _note_left_out(identity: str, error: GraphloopError) -> None:
    terminal.print_note(f"skipped {identity}: {error.message}")
