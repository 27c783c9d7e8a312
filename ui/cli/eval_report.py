"""`graphloop eval report`: a run as one self-contained HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import open_workspace
from ui.cli.eval_runs import RUN_HELP, load_run


def write_page(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help=RUN_HELP)] = "latest",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("report.html"),
    baseline: Annotated[str, typer.Option(help="Also show what changed since this run.")] = "",
) -> None:
    """Write a run as one HTML file: figures, plots, causes of wrong answers and every case; no script, no network."""
    from evals.report import write_report
    from ui.errors import find_error_causes, has_passages

    with open_workspace(context) as opened:
        run = load_run(opened, which)
        before = load_run(opened, baseline) if baseline else None
        why = find_error_causes(opened, run) if has_passages(run) else None
    write_report(output, run, before, why)
    terminal.print_note(f"{count_noun(len(run.results), 'case')} written to {output}")
