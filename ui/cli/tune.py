"""`graphloop tune`: training data, and models trained on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace

if TYPE_CHECKING:
    from evals.tuning.dataset import TuningData

app = typer.Typer(help="Make training data from cases and feedback, and train on it.", no_args_is_help=True)


@app.command("data")
def make_data(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    template: Annotated[
        str, typer.Option(help="How prompts are written: grounded (as graphloop asks), question, or alpaca.")
    ] = "grounded",
    held_out: Annotated[
        float, typer.Option(min=0.05, max=0.9, help="The share of examples to hold out, in whole documents.")
    ] = 0.2,
    negatives: Annotated[int, typer.Option(min=1, max=20, help="The most negatives for a question.")] = 4,
    distractors: Annotated[int, typer.Option(min=1, max=10, help="The most distractors in a RAFT prompt.")] = 3,
    without_gold: Annotated[
        float, typer.Option(min=0, max=1, help="The share of RAFT prompts without the gold passage.")
    ] = 0.2,
    max_tokens: Annotated[int, typer.Option(min=16, help="Longer rows of a language model count as truncated.")] = 2048,
    seed: Annotated[int, typer.Option(help="The same seed over the same cases gives the same data.")] = 0,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Use only cases that were accepted in review.")] = False,
    mask: Annotated[bool, typer.Option("--mask", help="Mask contact data, account numbers and names.")] = False,
    drop_leaks: Annotated[
        bool, typer.Option("--drop-leaks", help="Leave out what repeats held-out questions or documents.")
    ] = False,
    json: Json = False,
) -> None:
    """Write training data from the collection's cases and feedback, with a dataset card."""
    from evals.tuning.data_card import render_card
    from evals.tuning.dataset import DataOptions, write_data
    from ui.progress import show_progress
    from ui.tuning_data import make_data as make

    options = DataOptions(
        held_out, negatives, distractors, without_gold, template, seed, drop_leaks, model_tokens=max_tokens
    )
    with open_workspace(context) as opened, show_progress("mining negatives", "questions") as progress:
        data = make(opened, options, mask, reviewed, progress.advance)
        write_data(data, out, render_card(data, opened.settings.collection))
    if json:
        terminal.print_json({"folder": str(out), "files": data.lengths, "held_out": len(data.cases)})
        return
    _print_data(data, out)


def _print_data(data: TuningData, out: Path) -> None:
    rows = ((one.name, one.rows, one.median, one.longest, f"{one.truncated} over {one.limit}") for one in data.lengths)
    terminal.print_table(("file", "rows", "tokens (median)", "longest", "truncated"), rows)
    if data.leaks:
        terminal.print_line(f"{count_noun(data.leaks, 'question')} left out: leaks into what is measured")
    terminal.print_line(
        f"{count_noun(len(data.split.train.examples), 'example')} to train on, {count_noun(len(data.cases), 'case')} "
        f"of {count_noun(len(data.split.documents), 'document')} held out; written to {out}, with a card in README.md"
    )
