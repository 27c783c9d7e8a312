"""`graphloop eval bench`: published benchmarks run on the configured system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.benchmarks.types import BenchmarkResult, Measurement


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The benchmark; without one, all are listed.")] = "",
    data: Annotated[
        Path | None, typer.Option(help="The benchmark's file or folder, as its authors publish it.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask at most this many items, always the same sample.")
    ] = None,
    part: Annotated[
        Literal["all", "even", "odd"],
        typer.Option(help="Ask all items, or those at even or odd positions, counted from 0."),
    ] = "all",
    workers: Annotated[int, typer.Option(min=1, max=32, help="How many items to ask at once.")] = 2,
    answers: Annotated[Path | None, typer.Option(help="Also write the reply to each item to this JSONL file.")] = None,
    json: Json = False,
) -> None:
    """Run a published benchmark from the files that its authors publish; nothing is downloaded."""
    if not name:
        _list(json)
        return
    from evals.benchmarks.sets import find_benchmark
    from evals.jsonl import write_lines
    from ui.bench import run_benchmark

    published = find_benchmark(name)
    if data is None:
        raise UsageError(
            f"{published.name} is not shipped with graphloop",
            f"get {published.form} from {published.page}, then add --data PATH",
        )
    from ui.progress import show_progress

    with open_workspace(context) as opened, show_progress("asking", "items") as progress:
        outcome = run_benchmark(opened, published, data, (part, limit, workers), progress.advance)
    if answers is not None:
        terminal.print_note(
            f"{count_noun(write_lines(answers, outcome.replies), 'reply', 'replies')} written to {answers}"
        )
    _show(outcome, json)
    if outcome.faults:
        first = next(reply.fault for reply in outcome.replies if reply.fault)
        terminal.print_note(
            f"{count_noun(outcome.faults, 'item')} got no answer; first error: {terminal.one_line(first)}"
        )
        raise typer.Exit(1)


def _list(json: bool) -> None:
    from evals.benchmarks.sets import list_benchmarks

    columns = ("name", "asks", "form", "page")
    rows = [(benchmark.name, benchmark.asks, benchmark.form, benchmark.page) for benchmark in list_benchmarks()]
    if json:
        terminal.print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    terminal.print_table(columns, rows)
    terminal.print_note("none is shipped; download one from its page, then: graphloop eval bench NAME --data PATH")


def _show(outcome: BenchmarkResult, json: bool) -> None:
    if json:
        counts = {"asked": len(outcome.replies), "faults": outcome.faults}
        header = {"set": outcome.set, "system": outcome.system, "how": outcome.how, **counts}
        terminal.print_json({**header, "figures": outcome.figures, "notes": outcome.notes})
        return
    terminal.print_line(
        f"{outcome.set}: {count_noun(len(outcome.replies), 'item')} asked of {outcome.system}, by {outcome.how}"
    )
    terminal.print_table(("measure", "part", "value", "95% interval", "items"), map(_cells, outcome.figures))
    for note in outcome.notes:
        terminal.print_note(note)


def _cells(figure: Measurement) -> tuple[object, ...]:
    value = "–" if figure.value is None else f"{figure.value:.3f}"
    interval = "–" if figure.low is None or figure.high is None else f"{figure.low:.3f} … {figure.high:.3f}"
    return figure.measure, figure.group, value, interval, figure.items
