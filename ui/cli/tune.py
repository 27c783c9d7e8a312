"""`graphloop tune`: training data, and models trained on it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import UsageError
from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_settings, open_workspace
from ui.cli.eval_gate import EXIT_GATE_FAILED
from ui.cli.gate_verdict import print_verdict
from ui.cli.training_data import print_data
from ui.cli.tune_advise import advise
from ui.cli.tune_forgetting import show_forgetting
from ui.cli.tune_generate import generate_data
from ui.cli.tune_model import (
    LANGUAGE_MODEL_COLUMNS,
    language_model_rows,
    roll_back_language_model,
    tune_model,
    use_language_model,
)
from ui.cli.tune_reranker import RERANKER_COLUMNS, reranker_rows, roll_back_reranker, tune_reranker, use_reranker

if TYPE_CHECKING:
    from evals.tuning.embedder_training import TrainingForecast

app = typer.Typer(help="Make training data from cases and feedback, and train on it.", no_args_is_help=True)
app.command("advise")(advise)
app.command("generate")(generate_data)
app.command("forgetting")(show_forgetting)
app.command("reranker")(tune_reranker)
app.command("model")(tune_model)

Epochs = Annotated[int, typer.Option(min=1, help="How often to go over the data.")]
Batch = Annotated[int, typer.Option(min=2, help="Triplets in a step.")]
Rate = Annotated[float, typer.Option(min=1e-8, help="The learning rate.")]
Layers = Annotated[int, typer.Option(min=0, help="Let only so many of the last layers learn; 0 for all.")]
Tokens = Annotated[int, typer.Option(min=16, help="Cut longer texts in training.")]
Seed = Annotated[int, typer.Option(help="The same seed over the same data gives the same weights.")]


@app.command("data")
def make_data(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    template: Annotated[
        str,
        typer.Option(
            help="How prompts are written: grounded (as graphloop asks), brief (for small models), question, or alpaca."
        ),
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
    print_data(data, out)


@app.command("embedder")
def tune_embedder(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name for the tuned embedder: a-z, 0-9 and hyphens.")],
    data: Annotated[Path, typer.Option(help="The folder that graphloop tune data wrote.")],
    epochs: Epochs = 2,
    batch: Batch = 32,
    rate: Rate = 2e-5,
    layers: Layers = 0,
    tokens: Tokens = 256,
    seed: Seed = 0,
    margin: Annotated[
        float, typer.Option(min=0, max=0.2, help="How much worse the gate lets recall@5 be, at 95%.")
    ] = 0.05,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only forecast time and memory.")] = False,
    json: Json = False,
) -> None:
    """Tune the embedder, embed the documents anew beside the old vectors, and gate it; exit code 4 if it fails."""
    from evals.tuning.embedder_training import TrainingOptions
    from ui.progress import show_steps
    from ui.tuning import TuningPlan, finish_tuning, prepare_tuning

    options = TrainingOptions(epochs, batch, rate, layers=layers, tokens=tokens, seed=seed)
    with open_workspace(context) as opened:
        prepared = prepare_tuning(opened, TuningPlan(name, data, options, margin))
        forecast = prepared.training.forecast()
        _print_forecast(forecast)
        if dry_run:
            return
        with show_steps() as watch:
            record = finish_tuning(opened, prepared, forecast, watch)
    if json:
        terminal.print_json(record)
    else:
        print_verdict(record.verdict, record.name, ("retriever", "recall@5 before"))
    if not record.verdict.passed:
        raise typer.Exit(EXIT_GATE_FAILED)


@app.command("curve")
def show_curve(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="The folder that graphloop tune data wrote.")],
    epochs: Epochs = 2,
    batch: Batch = 32,
    rate: Rate = 2e-5,
    layers: Layers = 0,
    tokens: Tokens = 256,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Train on a quarter, half and all of the data, and tell what twice as much may give; nothing is kept."""
    from evals.tuning.embedder_training import TrainingOptions
    from ui.progress import show_steps
    from ui.tuning import TuningPlan, measure_curve

    options = TrainingOptions(epochs, batch, rate, layers=layers, tokens=tokens, seed=seed)
    with open_workspace(context) as opened, show_steps() as watch:
        points, doubling = measure_curve(opened, TuningPlan("curve", data, options, 0.0), watch)
    means = [(point.questions, float(point.recalls.mean())) for point in points]
    if json:
        shown = [{"questions": questions, "recall@5": mean} for questions, mean in means]
        terminal.print_json({"points": shown, "doubling": doubling, "cases": len(points[0].recalls)})
        return
    terminal.print_table(("questions trained on", "recall@5 of held-out cases"), means)
    terminal.print_line(
        f"twice the data is expected to give {doubling.gain:+.3f} ({doubling.low:+.3f} to {doubling.high:+.3f}, 95%, "
        f"over {count_noun(len(points[0].recalls), 'held-out case')})"
    )


@app.command("list")
def list_tuned(context: typer.Context, json: Json = False) -> None:
    """List the tuned embedders, rerankers and language models, their gates, and which ones are in use."""
    from ui.tuned_language_models import TunedLanguageModels
    from ui.tuned_models import TunedModels
    from ui.tuned_rerankers import TunedRerankers

    settings = open_settings(context)
    models, rerankers, language = TunedModels(settings), TunedRerankers(settings), TunedLanguageModels(settings)
    records, current = models.records(), models.current()
    if json:
        ranking = {"reranker_in_use": rerankers.current(), "rerankers": rerankers.records()}
        writing = {"language_model_in_use": language.current(), "language_models": language.records()}
        terminal.print_json({"in_use": current, "models": records, **ranking, **writing})
        return
    rows = (
        (
            record.name,
            "in use" if record.name == current else "",
            record.created,
            record.base,
            record.rows,
            "passed" if record.verdict.passed else "failed",
            record.verdict.reason,
        )
        for record in records
    )
    terminal.print_table(("model", "state", "created", "tuned from", "triplets", "gate", "why"), rows)
    terminal.print_note(count_noun(len(records), "tuned model"))
    if ranked := reranker_rows(rerankers):
        terminal.print_table(RERANKER_COLUMNS, ranked)
        terminal.print_note(count_noun(len(ranked), "tuned reranker"))
    if written := language_model_rows(language):
        terminal.print_table(LANGUAGE_MODEL_COLUMNS, written)
        terminal.print_note(count_noun(len(written), "tuned language model"))


@app.command("use")
def use(context: typer.Context, name: Annotated[str, typer.Argument(help="A tuned model.")]) -> None:
    """Use a tuned model whose gate passed; an embedder once its vectors are those of all documents."""
    from ui.progress import show_progress
    from ui.tuned_language_models import TunedLanguageModels
    from ui.tuned_models import TunedModels
    from ui.tuned_rerankers import TunedRerankers
    from ui.tuning import switch_to

    if TunedLanguageModels(settings := open_settings(context)).has(name):
        use_language_model(settings, name)
        return
    with open_workspace(context) as opened:
        models, rerankers = TunedModels(opened.settings), TunedRerankers(opened.settings)
        if rerankers.has(name):
            use_reranker(rerankers, name)
            return
        record = models.find_usable(name)
        if not record.verdict.passed:
            terminal.print_note(f"error: the gate of {name} failed: {record.verdict.reason}")
            raise typer.Exit(EXIT_GATE_FAILED)
        if models.current() == name:
            raise UsageError(f"the tuned model {name!r} is in use already", "graphloop tune rollback goes back")
        with show_progress("embedding", "documents") as progress:
            switch_to(opened, name, progress.advance)
        models.use(name)
    terminal.print_line(f"{name} finds passages from now on; the former vectors are kept: graphloop tune rollback")
    terminal.print_note(
        "pages that are open use it from the next action on, other programs when they are started again"
    )


@app.command("rollback")
def roll_back(
    context: typer.Context,
    reranker: Annotated[bool, typer.Option("--reranker", help="Go back from the tuned reranker instead.")] = False,
    model: Annotated[bool, typer.Option("--model", help="Go back from the tuned language model instead.")] = False,
) -> None:
    """Go back to what was used before the tuned embedder, or reranker or language model, in use."""
    if model:
        roll_back_language_model(open_settings(context))
        return
    if reranker:
        roll_back_reranker(open_settings(context))
        return
    from ui.progress import show_progress
    from ui.tuned_models import TunedModels
    from ui.tuning import switch_to

    with open_workspace(context) as opened:
        models = TunedModels(opened.settings)
        version = models.previous()
        with show_progress("embedding", "documents") as progress:
            switch_to(opened, version, progress.advance)
        models.roll_back()
    terminal.print_line(f"{version or opened.settings.embedder.name} finds passages from now on")


@app.command("remove")
def remove(context: typer.Context, name: Annotated[str, typer.Argument(help="A tuned model.")]) -> None:
    """Delete a tuned model that is not in use, an embedder with the vectors that it made."""
    from ui.kept_graphs import remove_version
    from ui.tuned_language_models import TunedLanguageModels
    from ui.tuned_rerankers import TunedRerankers

    with open_workspace(context) as opened:
        rerankers, language = TunedRerankers(opened.settings), TunedLanguageModels(opened.settings)
        if language.folder_of(name).exists():
            language.remove(name)
        elif rerankers.folder_of(name).exists():
            rerankers.remove(name)
        else:
            remove_version(opened.settings, name)
    terminal.print_line(f"{name} was removed")


def _print_forecast(forecast: TrainingForecast) -> None:
    share = forecast.trained / forecast.parameters
    time = timedelta(seconds=round(forecast.seconds))
    terminal.print_note(
        f"training: at most {count_noun(forecast.steps, 'step')} in about {time}, "
        f"{forecast.megabytes} MB of memory; {share:.0%} of {forecast.parameters / 1e6:.1f} million parameters learn"
    )
