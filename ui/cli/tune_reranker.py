"""`graphloop tune reranker`, and the parts of `tune list`, `use` and `rollback` that are about rerankers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.eval_gate import EXIT_GATE_FAILED
from ui.cli.gate_verdict import print_verdict

if TYPE_CHECKING:
    from evals.tuning.reranker_record import RerankerRecord
    from ui.settings import Settings
    from ui.tuned_rerankers import TunedRerankers

RERANKER_COLUMNS = ("reranker", "state", "created", "tuned with", "questions", "gate", "why")


def tune_reranker(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name for the tuned reranker: a-z, 0-9 and hyphens.")],
    data: Annotated[Path, typer.Option(help="The folder that graphloop tune data wrote.")],
    seed: Annotated[int, typer.Option(help="The same seed over the same data gives the same weights.")] = 0,
    margin: Annotated[
        float, typer.Option(min=0, max=0.2, help="How much worse the gate lets recall@2 and recall@5 be, at 95%.")
    ] = 0.05,
    generated: Annotated[bool, typer.Option("--generated", help="Learn from generated questions, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only forecast the time.")] = False,
    json: Json = False,
) -> None:
    """Fit the reranker of graph retrieval to people's questions, and gate it; exit code 4 if the gate fails."""
    from ui.progress import show_steps
    from ui.reranker_tuning import RerankerPlan, finish_reranker, prepare_reranker

    with open_workspace(context) as opened:
        prepared = prepare_reranker(opened, RerankerPlan(name, data, seed, margin, generated))
        forecast = prepared.forecast()
        left = "" if generated else f" ({count_noun(prepared.generated, 'generated one')} left out)"
        time = timedelta(seconds=round(forecast.seconds))
        terminal.print_note(f"fitting to {count_noun(forecast.questions, 'question')}{left}, in about {time}")
        if dry_run:
            return
        with show_steps() as watch:
            record = finish_reranker(opened, prepared, forecast, watch)
    if json:
        terminal.print_json(record)
    else:
        _print_record(record)
    if not record.verdict.passed:
        raise typer.Exit(EXIT_GATE_FAILED)


def use_reranker(rerankers: TunedRerankers, name: str) -> None:
    """Use a reranker whose gate passed; exit code 4 if it failed."""
    record = rerankers.find_usable(name)
    if not record.verdict.passed:
        terminal.print_note(f"error: the gate of {name} failed: {record.verdict.reason}")
        raise typer.Exit(EXIT_GATE_FAILED)
    rerankers.use(name)
    terminal.print_line(f"{name} reranks from the next question on; back: graphloop tune rollback --reranker")


def roll_back_reranker(settings: Settings) -> None:
    """Go back to what reranked before the reranker in use."""
    from ui.tuned_rerankers import TunedRerankers

    name = TunedRerankers(settings).roll_back()
    terminal.print_line(f"{name or 'the reranker that comes with graphloop'} reranks from the next question on")


def reranker_rows(rerankers: TunedRerankers) -> list[tuple[str | int, ...]]:
    """Return a row of the list for each reranker."""
    current = rerankers.current()
    return [
        (
            record.name,
            "in use" if record.name == current else "",
            record.created,
            record.embedder,
            record.forecast.questions,
            "passed" if record.verdict.passed else "failed",
            record.verdict.reason,
        )
        for record in rerankers.records()
    ]


def _print_record(record: RerankerRecord) -> None:
    for fit in record.fits:
        change = f"loss {fit.before:.3f} -> {fit.after:.3f}" if fit.pull else "not changed"
        terminal.print_line(f"{fit.model}: {count_noun(fit.questions, 'question')}, {change}")
    print_verdict(record.verdict, record.name, ("recall", "before"))
