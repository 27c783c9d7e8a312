"""Pair two runs by case: the cases both asked, those only one asked, and a metric's values in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Values
from evals.types import Better, Case, Judge, Result, Run, Score


@dataclass(frozen=True, slots=True, order=True)
class MetricVersion:
    """A metric by one judge in one version, comparable only with itself."""

    metric: str
    judge: Judge
    version: int = 1


@dataclass(frozen=True, slots=True)
class ResultPair:
    """A case that both runs asked, with both results."""

    a: Result
    b: Result

    @property
    def case(self) -> Case:
        return self.b.case


@dataclass(frozen=True, slots=True)
class Pairing:
    """The cases of both runs in the second's order, and the cases of one alone."""

    pairs: tuple[ResultPair, ...]
    only_a: tuple[Case, ...]
    only_b: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """The values of one measure on the pairs scored in both runs.

    `gains` is how much better b is than a, in the measure's direction.
    """

    measure: MetricVersion
    unit: str
    better: Better
    pairs: tuple[ResultPair, ...]
    a: Values
    b: Values

    @property
    def gains(self) -> Values:
        return self.b - self.a if self.better == "higher" else self.a - self.b


def pair_runs(a: Run, b: Run) -> Pairing:
    """Pair the results of two runs by case id."""
    first = {result.case.id: result for result in a.results}
    second = {result.case.id: result for result in b.results}
    return Pairing(
        tuple(ResultPair(first[name], result) for name, result in second.items() if name in first),
        tuple(result.case for name, result in first.items() if name not in second),
        tuple(result.case for name, result in second.items() if name not in first),
    )


def list_measures(pairs: Sequence[ResultPair]) -> list[MetricVersion]:
    """Return every measure that scored any of the pairs, in either run."""
    results = [result for pair in pairs for result in (pair.a, pair.b)]
    return sorted({measure_of(score) for result in results for score in result.scores})


def measure_of(score: Score) -> MetricVersion:
    """Return the measure that gave the score."""
    return MetricVersion(score.metric, score.judge, score.version)


def measure_column(measure: MetricVersion, pairs: Sequence[ResultPair]) -> MeasureColumn:
    """Collect the measure's values on the pairs that it scored in both runs."""
    both = [(pair, score_of(pair.a, measure), score_of(pair.b, measure)) for pair in pairs]
    known = next((score for _, *scores in both for score in scores if score), None)
    scored = [
        (pair, first.value, second.value)
        for pair, first, second in both
        if first and second and first.value is not None and second.value is not None
    ]
    return MeasureColumn(
        measure,
        known.unit if known else "",
        known.better if known else "higher",
        tuple(pair for pair, _, _ in scored),
        np.array([value for _, value, _ in scored], dtype=np.float64),
        np.array([value for _, _, value in scored], dtype=np.float64),
    )


def score_of(result: Result, measure: MetricVersion) -> Score | None:
    """Return the measure's score of the result."""
    return next((score for score in result.scores if measure_of(score) == measure), None)
