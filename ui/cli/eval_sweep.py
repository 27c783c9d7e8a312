"""`graphloop eval sweep`: quality against latency and cost over combinations of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.options import Retrievers

if TYPE_CHECKING:
    from evals.comparison.sweep import SweepPoint


def sweep_setups(
    context: typer.Context,
    size: Annotated[
        list[int] | None, typer.Option(min=100, max=8000, help="The size of a passage in characters; may be repeated.")
    ] = None,
    k: Annotated[
        list[int] | None, typer.Option("-k", min=1, max=100, help="How many passages to answer from; may be repeated.")
    ] = None,
    retriever: Retrievers = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A model at llm.base_url, or offline for none; may be repeated. Default: the configured one."
        ),
    ] = None,
    metric: Annotated[str, typer.Option(help="The metric that measures quality.")] = "answer_correctness",
    json: Json = False,
) -> None:
    """Run the cases on every combination of settings, and show quality against latency and cost."""
    from evals.comparison.sweep import setup_grid
    from ui.progress import show_progress
    from ui.sweep import run_sweep

    with open_workspace(context) as opened, show_progress("asking", "cases") as progress:
        defaults = opened.settings.retrieval
        setups = setup_grid(size or [0], k or [defaults.k], retriever or [defaults.retriever], model or [""])
        points = run_sweep(opened, setups, metric, progress.advance)
    if json:
        terminal.print_json(points)
        return
    setup = ("best", "size", "k", "retriever", "model")
    columns = (*setup, metric, "95% interval", "p50 s", "p95 s", "tokens", "passages", "run")
    terminal.print_table(columns, (_row(point) for point in points))
    terminal.print_note("best: no other setup is at least as good, fast and cheap, and better in one of the three")
    faults = sum(point.faults for point in points)
    if faults:
        terminal.print_note(f"{count_noun(faults, 'question')} got no answer")
        raise typer.Exit(1)


def _row(point: SweepPoint) -> list[str]:
    setup = point.setup
    unknown = point.quality is None or point.low is None or point.high is None
    return [
        "*" if point.best else "",
        str(setup.size or "as stored"),
        str(setup.k),
        setup.retriever,
        setup.model or "as set",
        "–" if unknown else f"{point.quality:.3f}",
        "–" if unknown else f"{point.low:.3f} … {point.high:.3f}",
        f"{point.p50:.3f}",
        f"{point.p95:.3f}",
        f"{point.tokens:.0f}",
        str(point.passages),
        point.run,
    ]
