"""What is recorded of a tuned language model, and its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import TrainingForecast
from evals.tuning.gate import TuningVerdict
from evals.tuning.gate_card import gate_lines
from evals.tuning.model_training import ModelOptions


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A finished training: what was trained on what, how, and whether the gate lets it be used.

    `rows` were trained on, and `left_out` were too long; `data` is the folder they came from. `file` is the GGUF file
    that the built-in engine runs; empty if none could be written.
    """

    name: str
    created: str
    base: str
    data: str
    rows: int
    left_out: int
    options: ModelOptions
    forecast: TrainingForecast
    state: TrainingState
    file: str
    verdict: TuningVerdict


def render_language_model_card(record: ModelRecord) -> str:
    """Return the card of a tuned language model in Markdown."""
    return "\n".join(_card(record)) + "\n"


def _card(record: ModelRecord) -> Iterator[str]:
    options, state = record.options, record.state
    yield from ("---", "license: other", "license_name: private-documents", "---", "", f"# {record.name}", "")
    yield (
        f"{record.base}, tuned by `graphloop tune model` on {record.created} on {record.rows} rows of {record.data} "
        "(see the card there). The weights may give away the documents that they learned from: their owners' terms "
        "apply, and those of the model that was tuned."
    )
    yield from ("", "| parameter | value |", "|---|---|")
    for name, value in (
        ("method", options.method),
        ("trained parameters", f"{record.forecast.trained} of {record.forecast.parameters}"),
        ("LoRA rank (0: the weights themselves)", options.rank),
        ("layers (0: all)", options.layers),
        ("epochs", options.epochs),
        ("batch", options.batch),
        ("learning rate", options.rate),
        ("beta", "–" if options.method == "sft" else options.beta),
        ("tokens", f"{options.tokens}; {record.left_out} longer rows left out"),
        ("seed", options.seed),
        ("multiplied in", "bfloat16" if options.half else "float32"),
        ("steps", f"{state.step} of {record.forecast.steps}, the best after {state.best_step}"),
        ("seconds since the last start", f"{state.seconds:.0f} (forecast of all {record.forecast.seconds:.0f})"),
        ("loss on questions held back", ", ".join(f"{loss:.3f}" for loss in state.losses) or "none were"),
        ("run as", record.file or "transformers folder"),
    ):
        yield f"| {name} | {value} |"
    yield from gate_lines(record.verdict, "measure | before")
