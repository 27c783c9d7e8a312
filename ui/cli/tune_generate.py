"""`graphloop tune generate`: training data of questions that are made from the passages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_workspace
from ui.cli.training_data import print_data


def generate_data(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    count: Annotated[int, typer.Option("--count", "-n", min=10, help="How many questions to make.")] = 200,
    by_rules: Annotated[bool, typer.Option("--by-rules", help="Leave the language model out, if one is set.")] = False,
    template: Annotated[
        str, typer.Option(help="How prompts are written: grounded, brief (for small models), question, or alpaca.")
    ] = "grounded",
    held_out: Annotated[
        float, typer.Option(min=0.05, max=0.9, help="The share of questions to hold out, in whole documents.")
    ] = 0.2,
    seed: Annotated[int, typer.Option(help="The same seed over the same documents gives the same data.")] = 0,
    mask: Annotated[bool, typer.Option("--mask", help="Mask contact data, account numbers and names.")] = False,
    json: Json = False,
) -> None:
    """Write training data of questions made from the passages, none of which repeats a case, with a dataset card."""
    from evals.tuning.data_card import render_card
    from evals.tuning.dataset import DataOptions, write_data
    from ui.progress import show_progress
    from ui.tuning_data import generate_data as generate

    options = DataOptions(held_out, template=template, seed=seed)
    with open_workspace(context) as opened, show_progress("mining negatives", "questions") as progress:
        by_model = opened.model() is not None and not by_rules
        made = generate(opened, count, options, mask, by_model, progress.advance)
        write_data(made.data, out, render_card(made.data, opened.settings.collection, "tune generate"))
    data = made.data
    if json:
        counts = {"questions": made.questions, "left_out": dict(data.left_out), "held_out": len(data.cases)}
        terminal.print_json({"folder": str(out), "files": data.lengths, **counts})
        return
    writers = "the rules and the model" if by_model else "the rules"
    terminal.print_line(f"{count_noun(made.questions, 'question')} by {writers}")
    print_data(data, out)
