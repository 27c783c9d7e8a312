"""`graphloop tune forgetting`: what a tuned model has lost on what it was not trained for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.cli.context import Json, open_settings

if TYPE_CHECKING:
    from evals.tuning.forgetting import ForgettingRow


def show_forgetting(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A tuned embedder or language model.")],
    on: Annotated[
        list[Path] | None,
        typer.Option(
            help="Also measure on this folder of documents, by the cases in its cases.jsonl, else by generated ones; "
            "may be repeated."
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=10, help="The most cases of a folder.")] = 60,
    margin: Annotated[float, typer.Option(min=0, max=0.2, help="The smallest loss that matters.")] = 0.05,
    json: Json = False,
) -> None:
    """Compare a tuned model with the untuned one on unrelated documents, the bundled samples among them."""
    from evals.tuning.forgetting import judge_forgetting
    from ui.forgetting import measure_forgetting
    from ui.progress import show_steps

    with show_steps() as watch:
        rows = measure_forgetting(open_settings(context), name, on or (), limit, watch)
    verdict = judge_forgetting(rows, margin)
    if json:
        terminal.print_json({"rows": rows, "verdict": verdict})
        return
    terminal.print_table(
        ("documents", "measure", "over", "untuned", "tuned", "gain (95% interval)"), [_row(row) for row in rows]
    )
    if any(row.measure == "perplexity" for row in rows):
        terminal.print_note("the gain in perplexity is in the logarithm of the probability of a token")
    terminal.print_line(verdict)


def _row(row: ForgettingRow) -> tuple[str, ...]:
    gain = row.interval
    interval = f"{gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
    return row.task, row.measure, str(row.items), f"{row.before:.3f}", f"{row.after:.3f}", interval
