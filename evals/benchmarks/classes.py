"""Text classification tasks, as in GLUE and SuperGLUE."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from evals.benchmarks.choices import choice_figures, choice_notes, choose_answers
from evals.benchmarks.types import Benchmark, BenchmarkResult, BenchmarkSystem, Measurement, MultipleChoice
from rag.llm.map_concurrent import Progress

ExtraMeasure = Callable[[Sequence[int], Sequence[int]], Measurement]


def classification_scorer(
    more: ExtraMeasure,
) -> Callable[[Benchmark, Sequence[MultipleChoice], BenchmarkSystem, Progress], BenchmarkResult]:
    """Build a scorer that reports the choice figures and one more figure of the right and chosen classes."""

    def measure(
        published: Benchmark, items: Sequence[MultipleChoice], system: BenchmarkSystem, progress: Progress
    ) -> BenchmarkResult:
        how, replies, _ = choose_answers(items, system, progress)
        pairs = [
            (item.right, item.options.index(reply.said) if reply.said in item.options else -1)
            for item, reply in zip(items, replies, strict=True)
            if not reply.fault
        ]
        figures = (
            *choice_figures(items, replies),
            more([right for right, _ in pairs], [chosen for _, chosen in pairs]),
        )
        return BenchmarkResult(published.name, system.name, how, figures, replies, choice_notes(how, items, replies))

    return measure


def f1(right: Sequence[int], chosen: Sequence[int]) -> Measurement:
    """Return the F1 of class 1."""
    both = sum(actual == predicted == 1 for actual, predicted in zip(right, chosen, strict=True))
    either = sum(actual == 1 for actual in right) + sum(predicted == 1 for predicted in chosen)
    return Measurement("F1", 2 * both / either if either else None, len(right))


def matthews(right: Sequence[int], chosen: Sequence[int]) -> Measurement:
    """Return the correlation of two classes (B. W. Matthews, 1975), -1..1; no value if a class never occurs."""
    pairs = list(zip(right, chosen, strict=True))
    hits, misses = (
        sum(pair == (1, 1) for pair in pairs),
        sum(actual == 1 and predicted != 1 for actual, predicted in pairs),
    )
    alarms, rests = (
        sum(actual != 1 and predicted == 1 for actual, predicted in pairs),
        sum(actual != 1 and predicted != 1 for actual, predicted in pairs),
    )
    norm = math.sqrt((hits + alarms) * (hits + misses) * (rests + alarms) * (rests + misses))
    return Measurement("Matthews correlation", (hits * rests - alarms * misses) / norm if norm else None, len(right))
