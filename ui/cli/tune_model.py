"""`graphloop tune model`, and the parts of `tune list`, `use` and `rollback` that are about language models."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.text.counting import count_noun
from ui import terminal
from ui.cli.context import Json, open_settings
from ui.cli.eval_gate import EXIT_GATE_FAILED
from ui.cli.gate_verdict import print_verdict

if TYPE_CHECKING:
    from evals.tuning.embedder_training import TrainingForecast
    from ui.settings import Settings
    from ui.tuned_language_models import TunedLanguageModels

LANGUAGE_MODEL_COLUMNS = ("language model", "state", "created", "tuned from", "method", "rows", "gate", "why")
USUAL_RATE = {"sft": 2e-4, "dpo": 5e-5, "kto": 5e-5, "orpo": 5e-5}


def tune_model(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name for the tuned model: a-z, 0-9 and hyphens.")],
    data: Annotated[Path, typer.Option(help="The folder that graphloop tune data wrote.")],
    method: Annotated[
        str, typer.Option(help="What it learns from: sft (answers), dpo or orpo (preferences), kto (ratings).")
    ] = "sft",
    base: Annotated[
        Path | None,
        typer.Option(help="A GGUF file or a folder of transformers; without it, the built-in model in use."),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="How often to go over the data.")] = 2,
    batch: Annotated[int, typer.Option(min=2, help="Rows in a step.")] = 8,
    rate: Annotated[float, typer.Option(min=0, help="The learning rate; 0: 2e-4 for sft, 5e-5 for others.")] = 0,
    rank: Annotated[int, typer.Option(min=0, help="The rank of LoRA; 0 lets the weights themselves learn.")] = 16,
    layers: Annotated[int, typer.Option(min=0, help="Let only so many of the last layers learn; 0 for all.")] = 0,
    tokens: Annotated[int, typer.Option(min=16, help="Leave out longer rows.")] = 1024,
    seed: Annotated[int, typer.Option(help="The same seed over the same data gives the same weights.")] = 0,
    margin: Annotated[float, typer.Option(min=0, max=0.2, help="How much worse the gate lets it be, at 95%.")] = 0.05,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only forecast time and memory.")] = False,
    json: Json = False,
) -> None:
    """Tune a language model on answers, preferences or ratings, and gate it; exit code 4 if the gate fails."""
    from evals.tuning.base_model import check_packages, prefers_half
    from evals.tuning.model_rows import require_method
    from evals.tuning.model_training import ModelOptions
    from ui.model_tuning import ModelPlan, choose_base, finish_model, prepare_model
    from ui.progress import show_steps

    chosen, settings = require_method(method), open_settings(context)
    source = choose_base(settings, base)
    check_packages()
    options = ModelOptions(
        chosen, epochs, batch, rate or USUAL_RATE[chosen], rank, layers, tokens, seed, half=prefers_half()
    )
    prepared = prepare_model(settings, ModelPlan(name, data, source, options, margin))
    forecast = prepared.training.forecast()
    _print_forecast(forecast, prepared.training.left_out)
    if dry_run:
        return
    with show_steps() as watch:
        record = finish_model(prepared, forecast, watch)
    if json:
        terminal.print_json(record)
    else:
        print_verdict(record.verdict, record.name, ("measure", "before"))
    if not record.verdict.passed:
        raise typer.Exit(EXIT_GATE_FAILED)


def use_language_model(settings: Settings, name: str) -> None:
    """Let a tuned model whose gate passed write the answers; exit code 4 if it failed."""
    from graph.errors import UsageError
    from ui.settings import save_settings
    from ui.tuned_language_models import TunedLanguageModels

    models = TunedLanguageModels(settings)
    record = models.find_usable(name)
    if not record.verdict.passed:
        terminal.print_note(f"error: the gate of {name} failed: {record.verdict.reason}")
        raise typer.Exit(EXIT_GATE_FAILED)
    if models.current() == name:
        raise UsageError(f"the model {name!r} is in use already", "graphloop tune rollback --model goes back")
    models.note_use()
    file = str(models.file_of(record))
    save_settings(settings, {"llm.provider": "local", "llm.base_url": "", "llm.model": file})
    terminal.print_line(f"{name} writes the answers from now on; back: graphloop tune rollback --model")


def roll_back_language_model(settings: Settings) -> None:
    """Go back to what wrote the answers before the tuned model in use."""
    from ui.settings import save_settings
    from ui.tuned_language_models import TunedLanguageModels

    earlier = TunedLanguageModels(settings).roll_back()
    save_settings(settings, earlier.changes())
    if earlier.model:
        terminal.print_line(f"{Path(earlier.model).stem} writes the answers from now on")
    else:
        terminal.print_line("answers are quoted from the documents again")


def language_model_rows(models: TunedLanguageModels) -> list[tuple[str | int, ...]]:
    """Return a row of the list for each language model."""
    current = models.current()
    return [
        (
            record.name,
            "in use" if record.name == current else "",
            record.created,
            Path(record.base).stem,
            record.options.method,
            record.rows,
            "passed" if record.verdict.passed else "failed",
            record.verdict.reason,
        )
        for record in models.records()
    ]


def _print_forecast(forecast: TrainingForecast, left_out: int) -> None:
    share, time = forecast.trained / forecast.parameters, timedelta(seconds=round(forecast.seconds))
    longer = f"; {count_noun(left_out, 'row')} too long" if left_out else ""
    terminal.print_note(
        f"training: at most {count_noun(forecast.steps, 'step')} in about {time}, {forecast.megabytes} MB of memory; "
        f"{share:.1%} of {forecast.parameters / 1e6:.1f} million parameters learn{longer}"
    )
