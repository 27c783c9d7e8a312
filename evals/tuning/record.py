"""What is recorded of a training, and its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evals.tuning.checkpoint import TrainingState
from evals.tuning.embedder_training import TrainingForecast, TrainingOptions
from evals.tuning.gate import TuningVerdict
from evals.tuning.gate_card import gate_lines


@dataclass(frozen=True, slots=True)
class TuningRecord:
    """A finished training: what was trained on what, how, and whether the gate lets it be used.

    `rows` triplets were trained on; `data` is the folder they came from. `int8` tells whether it is run as an int8
    graph.
    """

    name: str
    created: str
    base: str
    data: str
    rows: int
    options: TrainingOptions
    forecast: TrainingForecast
    state: TrainingState
    int8: bool
    verdict: TuningVerdict


def render_model_card(record: TuningRecord) -> str:
    """Return the card of a tuned embedder in Markdown."""
    return "\n".join(_card(record)) + "\n"


def _card(record: TuningRecord) -> Iterator[str]:
    options, state = record.options, record.state
    yield from ("---", "license: other", "license_name: private-documents", "---", "", f"# {record.name}", "")
    yield (
        f"{record.base}, tuned by `graphloop tune embedder` on {record.created} on {record.rows} triplets of "
        f"{record.data} (see the card there). The weights may give away the documents that they learned from: their "
        "owners' terms apply, and those of the model that was tuned."
    )
    yield from ("", "| parameter | value |", "|---|---|")
    yield f"| trained parameters | {record.forecast.trained} of {record.forecast.parameters} |"
    for name, value in (
        ("epochs", options.epochs),
        ("batch", options.batch),
        ("learning rate", options.rate),
        ("layers (0: all)", options.layers),
        ("tokens", options.tokens),
        ("seed", options.seed),
        ("steps", f"{state.step} of {record.forecast.steps}, the best after {state.best_step}"),
        ("seconds", f"{state.seconds:.0f} (forecast {record.forecast.seconds:.0f})"),
        ("loss on questions held back", ", ".join(f"{loss:.3f}" for loss in state.losses) or "none were"),
        ("run as", "int8 graph" if record.int8 else "sentence-transformers model"),
    ):
        yield f"| {name} | {value} |"
    yield from gate_lines(record.verdict, "retriever | recall@5 before")
