"""What is recorded of a tuned reranker, and its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evals.tuning.gate import TuningVerdict
from evals.tuning.gate_card import gate_lines
from evals.tuning.reranker_fit import RerankerFit


@dataclass(frozen=True, slots=True)
class RerankerForecast:
    """What a training will take, by one trial question: questions to search for, and seconds."""

    questions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class RerankerRecord:
    """A finished training: what was fitted to what, with which embedder, and whether the gate lets it be used.

    `data` is the folder of training data; `generated` counts its generated questions, which were left out unless
    `with_generated`.
    """

    name: str
    created: str
    embedder: str
    data: str
    seed: int
    generated: int
    with_generated: bool
    forecast: RerankerForecast
    seconds: float
    fits: tuple[RerankerFit, ...]
    verdict: TuningVerdict


def render_reranker_card(record: RerankerRecord) -> str:
    """Return the card of a tuned reranker in Markdown."""
    return "\n".join(_card(record)) + "\n"


def _card(record: RerankerRecord) -> Iterator[str]:
    yield from (f"# {record.name}", "")
    yield (
        f"The reranker of graph retrieval, tuned by `graphloop tune reranker` on {record.created} on "
        f"{record.forecast.questions} questions of {record.data} (see the card there), with the embedder "
        f"{record.embedder}. It holds one weight for each feature, and no words of the documents. Generated questions "
        f"of that data: {record.generated}, {'learned from' if record.with_generated else 'left out'}."
    )
    yield from ("", "| weights | questions | pull to the former weights | loss on questions left out | fitted |")
    yield "|---|---|---|---|---|"
    for fit in record.fits:
        pull = f"{fit.pull:g}" if fit.pull else "not changed"
        yield f"| {fit.model} | {fit.questions} | {pull} | {fit.before:.3f} | {fit.after:.3f} |"
    yield from ("", f"Seed {record.seed}; {record.seconds:.0f} seconds (forecast {record.forecast.seconds:.0f}).")
    yield from gate_lines(record.verdict, "recall | before")
