"""Gate a run against a baseline: fail on drops larger than chance and than a minimum effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals.comparison.paired import MeasureColumn, MetricVersion, ResultPair, list_measures, measure_column, pair_runs
from evals.comparison.statistics import correct_holm, detectable, drop_p_value
from evals.types import CORRECT_FROM, Judge, Result, Run
from graph.errors import UsageError

ANSWERED_MEASURE = MetricVersion("answered", "offline")
"""1 for a question that got an answer, 0 for one whose asking failed."""
DEFAULT_GATE_METRICS = ("answer_correctness", "faithfulness", "retrieval_recall", "abstention")


@dataclass(frozen=True, slots=True)
class MetricLimit:
    """A metric to watch, and the smallest drop of its mean that matters, in its unit; None for the rules' default."""

    metric: str
    least_drop: float | None = None


@dataclass(frozen=True, slots=True)
class GateRules:
    """The gate's rules: `level` is the family-wise false alarm rate, `least_drop` the smallest drop that matters.

    Without `limits`, the default metrics that either run has are watched. Each case of `must_pass`, an id or id prefix,
    must score `must_score` by `must_metric`, or abstain if it has no reference.
    """

    limits: tuple[MetricLimit, ...] = ()
    least_drop: float = 0.02
    level: float = 0.05
    must_pass: tuple[str, ...] = ()
    must_metric: str = "answer_correctness"
    must_score: float = CORRECT_FROM


@dataclass(frozen=True, slots=True)
class GateLine:
    """One metric's part of the verdict; `drop` is how much worse the mean became, in the metric's direction.

    `corrected` is the one-sided p-value after Holm's correction over the lines; `detectable` is the true drop that
    would be found with 90% power. The means are None if nothing was scored in both runs.
    """

    metric: str
    judge: Judge
    unit: str
    mean_a: float | None
    mean_b: float | None
    drop: float
    least_drop: float
    p_value: float
    corrected: float
    detectable: float | None
    scored: int
    cases: int
    failed: bool
    told: str


@dataclass(frozen=True, slots=True)
class RequiredCase:
    """A case that must pass, and whether it did."""

    case_id: str
    question: str
    passed: bool
    told: str


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """The outcome of the gate; `notes` inform the reader and fail nothing."""

    baseline: str
    run: str
    cases: int
    level: float
    lines: tuple[GateLine, ...]
    demands: tuple[RequiredCase, ...]
    notes: tuple[str, ...]
    failed: bool


def check_gate(
    baseline: Run, run: Run, rules: GateRules = GateRules(), samples: int = 10_000, seed: int = 0
) -> GateVerdict:
    """Check a run against a baseline; UsageError if they share no case, or neither has a named metric."""
    paired = pair_runs(baseline, run)
    if not paired.pairs:
        raise UsageError("the two runs share no case", "run the same cases: graphloop eval cases --import FILE")
    columns = [(limit, measure_column(measure, paired.pairs)) for limit, measure in _watched(paired.pairs, rules)]
    if any(pair.a.fault or pair.b.fault for pair in paired.pairs):
        columns.append((MetricLimit(ANSWERED_MEASURE.metric), _answered(paired.pairs)))
    lines = _lines(columns, len(paired.pairs), rules, samples, seed)
    demands = tuple(_demand(name, run, rules) for name in rules.must_pass)
    notes = [
        f"cases only in {name}, left out: {count}"
        for name, count in ((baseline.name, len(paired.only_a)), (run.name, len(paired.only_b)))
        if count
    ]
    failed = any(line.failed for line in lines) or not all(demand.passed for demand in demands)
    names = baseline.name or baseline.id, run.name or run.id
    return GateVerdict(
        *names, len(paired.pairs), rules.level, lines, demands, (*notes, *_undetectable_notes(lines)), failed
    )


def average_runs(runs: Sequence[Run]) -> Run:
    """Average several runs over the same cases into one, to reduce the noise of single answers.

    Only cases that all runs asked are kept, and only values that all have; the answer is the first run's.
    """
    first, *others = runs
    if not others:
        return first
    results: list[Result] = []
    by_case = [{result.case.id: result for result in run.results} for run in runs]
    for result in first.results:
        same = [known[result.case.id] for known in by_case if result.case.id in known]
        if len(same) == len(runs):
            results.append(_mean(same))
    return replace(first, name=" + ".join(run.name or run.id for run in runs), results=tuple(results))


def _mean(results: Sequence[Result]) -> Result:
    scores = []
    for score in results[0].scores:
        same = [
            other.value
            for result in results
            for other in result.scores
            if (other.metric, other.judge, other.version) == (score.metric, score.judge, score.version)
        ]
        values = [value for value in same if value is not None]
        value = sum(values) / len(values) if len(values) == len(results) else None
        scores.append(replace(score, value=value))
    fault = next((result.fault for result in results if result.fault), "")
    return replace(results[0], scores=tuple(scores), fault=fault)


def _watched(pairs: Sequence[ResultPair], rules: GateRules) -> list[tuple[MetricLimit, MetricVersion]]:
    known = list_measures(pairs)
    names = {measure.metric for measure in known}
    for limit in rules.limits:
        if limit.metric not in names:
            raise UsageError(f"neither run has scores of {limit.metric!r}", f"choose from {', '.join(sorted(names))}")
    limits = rules.limits or tuple(MetricLimit(name) for name in DEFAULT_GATE_METRICS if name in names)
    if not limits:
        raise UsageError("there is no metric to watch", f"name one with --metric: {', '.join(sorted(names)) or 'none'}")
    return [(limit, measure) for limit in limits for measure in known if measure.metric == limit.metric]


def _answered(pairs: Sequence[ResultPair]) -> MeasureColumn:
    a, b = (
        np.array([float(not result.fault) for result in side])
        for side in zip(*((p.a, p.b) for p in pairs), strict=True)
    )
    return MeasureColumn(ANSWERED_MEASURE, "", "higher", tuple(pairs), a, b)


def _lines(
    columns: Sequence[tuple[MetricLimit, MeasureColumn]], cases: int, rules: GateRules, samples: int, seed: int
) -> tuple[GateLine, ...]:
    tested = [drop_p_value(column.gains, samples, seed) for _, column in columns]
    corrected = correct_holm(tested)
    return tuple(
        _gate_line(limit, column, (cases, len(columns)), rules, p_values)
        for (limit, column), p_values in zip(columns, zip(tested, corrected, strict=True), strict=True)
    )


def _gate_line(
    limit: MetricLimit, column: MeasureColumn, counts: tuple[int, int], rules: GateRules, p_values: tuple[float, float]
) -> GateLine:
    cases, lines = counts
    least = rules.least_drop if limit.least_drop is None else limit.least_drop
    scored = len(column.pairs)
    drop = 0.0 - float(column.gains.mean()) if scored else 0.0
    if not scored:
        failed, reason = True, "nothing was scored in both runs"
    elif drop <= least:
        failed, reason = False, "no drop" if drop <= 0 else "smaller than the smallest drop that matters"
    elif p_values[1] >= rules.level:
        failed, reason = False, "may be chance"
    else:
        failed, reason = True, "a drop larger than chance and than the smallest that matters"
    return GateLine(
        column.measure.metric,
        column.measure.judge,
        column.unit,
        float(column.a.mean()) if scored else None,
        float(column.b.mean()) if scored else None,
        drop,
        least,
        *p_values,
        detectable(column.gains, least, rules.level / lines),
        scored,
        cases,
        failed,
        reason,
    )


def _demand(name: str, run: Run, rules: GateRules) -> RequiredCase:
    """Check whether the case with that id, or id prefix, passed."""
    matches = [result for result in run.results if result.case.id.startswith(name)] if name else []
    if len(matches) != 1:
        reason = "the run did not ask this case" if not matches else f"{len(matches)} cases have ids with this prefix"
        return RequiredCase(name, "", False, reason)
    (result,) = matches
    passed, reason = _passes(result, rules)
    return RequiredCase(result.case.id, result.case.question, passed, reason)


def _passes(result: Result, rules: GateRules) -> tuple[bool, str]:
    if result.answer is None or result.fault:
        return False, f"no answer: {result.fault}"
    if not result.case.reference:
        return result.answer.declines, "abstained" if result.answer.declines else "answered an unanswerable question"
    values = [score.value for score in result.scores if score.metric == rules.must_metric]
    given_values = [value for value in values if value is not None]
    if not given_values:
        return False, f"{rules.must_metric} gave no value"
    return min(given_values) >= rules.must_score, f"{rules.must_metric} {min(given_values):.2f}"


def _undetectable_notes(lines: Sequence[GateLine]) -> list[str]:
    """Report the lines on which even a drop of several times the minimum would often be missed."""
    return [
        f"{line.metric}: with this much noise (n = {line.scored}), only a drop of "
        f"{line.detectable:.3f}{line.unit and ' '}{line.unit} would be detected nine times in ten"
        for line in lines
        if not line.failed and line.detectable is not None and line.detectable > max(0.05, 2.5 * line.least_drop)
    ]
