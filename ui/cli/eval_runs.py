"""`graphloop eval save`, `eval rescore` and `eval remove`, and the lookup of a run by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.choosing import Yes, confirm_deletion, select_by_id, warn_unclean
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.types import Run
    from ui.workspace import Workspace

RUN_HELP = "A run: its id or the start of it, its name, latest, or a file written by eval save."


def load_run(opened: Workspace, which: str) -> Run:
    """Load the run of that name, or from a file if the name ends in .jsonl."""
    from evals.runfile import SUFFIX, read_run

    return read_run(Path(which)) if which.endswith(SUFFIX) else opened.archive.load(which)


def save(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=RUN_HELP)],
    file: Annotated[Path, typer.Argument(help="The .jsonl file to write.")],
    passages: Annotated[bool, typer.Option("--passages", help="Include the passages of the answers.")] = False,
) -> None:
    """Write a run to a file, for eval compare and eval gate on another machine."""
    from evals.runfile import SUFFIX, write_run
    from graph.errors import UsageError

    if file.suffix != SUFFIX:
        raise UsageError(f"{file} does not end in {SUFFIX}", f"name it {file.with_suffix(SUFFIX).name}")
    with open_workspace(context) as opened:
        count = write_run(file, load_run(opened, which), passages)
    terminal.print_note(f"{count_noun(count, 'result')} written to {file}")


def rescore_run(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help="A run: its id or the start of it, its name, or latest.")] = "latest",
    name: Annotated[str, typer.Option(help="The name of the new run.")] = "",
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric; may be repeated.")] = None,
    json: Json = False,
) -> None:
    """Score the answers of a run again without asking, for example after a metric or the judging model changed."""
    from evals.summary import summarise_run
    from ui.evaluation import rescore_answers
    from ui.progress import show_progress

    with open_workspace(context) as opened, show_progress("judging", "answers") as progress:
        run = rescore_answers(opened, which, name, tuple(metric or ()), progress.advance)
    if json:
        terminal.print_json(summarise_run(run))
        return
    averages = summarise_run(run).of("")
    rows = [
        (average.metric, average.judge, "–" if average.mean is None else f"{average.mean:.3f}", average.coverage)
        for average in averages
    ]
    terminal.print_table(("metric", "judge", "mean", "scored"), rows)
    terminal.print_note(f"run {run.id} {run.name}")


def remove_runs(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="RUN…", help="Run ids, the start of each, or names.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Remove runs with their results and votes; cases and labels are kept."""
    from ui.removal import delete_runs

    with open_workspace(context) as opened:
        known = opened.archive.runs()
        names = {run.name: run.id for run in reversed(known)}
        starts = [names.get(name, name) for name in ids]
        selected = select_by_id(known, starts, lambda run: run.id, "run", "graphloop eval list")
        if not confirm_deletion(f"Remove {len(selected)} runs?", len(selected), yes):
            return
        clean = delete_runs(opened, [run.id for run in selected])
    if json:
        terminal.print_json(selected)
    for run in () if json else selected:
        terminal.print_line(f"removed run {run.id} {terminal.one_line(run.name)}")
    warn_unclean(clean)
