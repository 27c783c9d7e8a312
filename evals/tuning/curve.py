"""The learning curve: what an embedder gains from a quarter, half and all of the data, and what twice as much may."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.bootstrap import Values, mean_interval
from evals.tuning.embedder_training import EmbedderTraining, Report, TrainingOptions
from evals.tuning.export import export_embedder
from evals.tuning.forgetting import rank_passages
from evals.tuning.rows import TripletRow
from evals.types import Case
from graph.types import Passage
from rag.embed.protocol import Embedder
from rag.embed.transformers import load_model
from rag.embed.tuned import open_tuned

SHARES = (0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class CurvePoint:
    """The recall@5 of each held-out case after training on so many questions; 0 questions: untuned."""

    questions: int
    recalls: Values


@dataclass(frozen=True, slots=True)
class DoublingForecast:
    """The expected gain of mean recall@5 from twice the data, with its 95% interval over held-out cases."""

    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CurveWork:
    """What a curve is measured with: a model, rows to train on, and the passages among which cases are sought."""

    base: str
    rows: Sequence[TripletRow]
    cases: Sequence[Case]
    passages: Sequence[Passage]
    options: TrainingOptions


def measure_share(work: CurveWork, share: float, folder: Path, report: Report) -> CurvePoint:
    """Train on a share of the questions, each within the next larger share, and measure; files lie in `folder`."""
    rows = take_share(work.rows, share, work.options.seed)
    model, guide = load_model(work.base), load_model(work.base)
    tokens = model.max_seq_length
    EmbedderTraining(model, guide, rows, work.options, folder / "checkpoint").run(report)
    model.max_seq_length = tokens
    export_embedder(model, "curve", folder / "model", latin_only=False)
    return CurvePoint(len({row.anchor for row in rows}), measure_recalls(open_tuned(folder / "model"), work))


def measure_recalls(embedder: Embedder, work: CurveWork) -> Values:
    """Return the recall@5 of each case by the cosine of whole passages."""
    return rank_passages(embedder, work.cases, work.passages)


def take_share(rows: Sequence[TripletRow], share: float, seed: int) -> list[TripletRow]:
    """Return the rows of a share of the questions; a smaller share is part of a larger one."""
    anchors = sorted({row.anchor for row in rows})
    random.Random(seed).shuffle(anchors)  # noqa: S311 a draw that can be repeated
    kept = set(anchors[: max(1, round(share * len(anchors)))])
    return [row for row in rows if row.anchor in kept]


def forecast_doubling(points: Sequence[CurvePoint], seed: int = 0) -> DoublingForecast:
    """Fit recall on the logarithm of the number of questions; the slope is what a doubling gives.

    The interval is the percentile bootstrap over held-out cases. Needs two points with different numbers.
    """
    doublings = np.log2([point.questions for point in points])
    weights = (doublings - doublings.mean()) / ((doublings - doublings.mean()) ** 2).sum()
    slopes = weights @ np.stack([point.recalls for point in points])
    low, high = mean_interval(slopes, seed=seed)
    return DoublingForecast(float(slopes.mean()), low, high)
