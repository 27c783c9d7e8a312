"""Compare two runs case by case, with significance tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.comparison.paired import MeasureColumn, MetricVersion, ResultPair, list_measures, measure_column, pair_runs
from evals.comparison.statistics import Interval, correct_holm, paired_bootstrap
from evals.types import Better, Case, Judge, Result, Run
from graph.errors import UsageError

SIGNIFICANCE_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """One metric in both runs, over the `scored` cases with a value in both, of `cases` that both asked.

    `interval` is that of b − a, None if nothing was scored in both; wins are cases where b is better, in the metric's
    direction. `kind` is the kind of case, empty for all. `corrected` is the p-value after Holm's correction over the
    lines of the same table: all metrics, or all metrics on all kinds.
    """

    metric: str
    judge: Judge
    unit: str
    better: Better
    mean_a: float | None
    mean_b: float | None
    interval: Interval | None
    wins: int
    losses: int
    ties: int
    scored: int
    cases: int
    kind: str = ""
    corrected: float | None = None
    version: int = 1

    @property
    def verdict(self) -> str:
        """The verdict on b after the correction."""
        if self.interval is None or self.corrected is None:
            return "not scored"
        if self.corrected >= SIGNIFICANCE_LEVEL:
            return "no clear difference"
        return "better" if (self.interval.difference > 0) == (self.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case on which a metric prefers one run: its values, and both runs' answers."""

    metric: str
    judge: Judge
    case_id: str
    kind: str
    question: str
    reference: str
    value_a: float
    value_b: float
    gain: float
    said_a: str
    said_b: str


@dataclass(frozen=True, slots=True)
class UnpairedCase:
    """A case that only one of the two runs asked."""

    run: str
    case_id: str
    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases that both asked.

    `contrasts` are over all cases, `slices` over each kind if there are several. `faults_a` and `faults_b` count the
    shared cases that got no answer in each run. `changes` lists wins and losses, largest first.
    """

    a: str
    b: str
    cases: int
    only_a: int
    only_b: int
    contrasts: tuple[MetricComparison, ...]
    slices: tuple[MetricComparison, ...] = ()
    faults_a: int = 0
    faults_b: int = 0
    unpaired: tuple[UnpairedCase, ...] = ()
    changes: tuple[ChangedCase, ...] = ()


def compare_pair(
    a: Run,
    b: Run,
    samples: int = 10_000,
    seed: int = 0,
    metrics: Sequence[str] = (),
    changed: Sequence[str] = (),
) -> Comparison:
    """Compare b with a, one line per metric, judge and version that scored in either.

    `metrics` restricts the comparison, and thereby Holm's correction; `changed` names the metrics whose wins and losses
    are listed. UsageError for a metric in `metrics` that neither run has.
    """
    paired = pair_runs(a, b)
    measures = select_measures(list_measures(paired.pairs), metrics)
    kinds = sorted({pair.case.kind for pair in paired.pairs})
    slices = [
        _contrast(measure_column(measure, part), part, samples, seed, kind)
        for kind in (kinds if len(kinds) > 1 else ())
        for part in [[pair for pair in paired.pairs if pair.case.kind == kind]]
        for measure in measures
    ]
    columns = [measure_column(measure, paired.pairs) for measure in measures]
    names = a.name or a.id, b.name or b.id
    return Comparison(
        a=names[0],
        b=names[1],
        cases=len(paired.pairs),
        only_a=len(paired.only_a),
        only_b=len(paired.only_b),
        contrasts=_corrected([_contrast(column, paired.pairs, samples, seed) for column in columns]),
        slices=_corrected([contrast for contrast in slices if contrast.scored]),
        faults_a=sum(bool(pair.a.fault) for pair in paired.pairs),
        faults_b=sum(bool(pair.b.fault) for pair in paired.pairs),
        unpaired=(*_unpaired(names[0], paired.only_a), *_unpaired(names[1], paired.only_b)),
        changes=tuple(
            change for column in columns if column.measure.metric in changed for change in list_changes(column)
        ),
    )


def select_measures(known: Sequence[MetricVersion], metrics: Sequence[str]) -> list[MetricVersion]:
    """Return the measures of these metrics, or all; UsageError for a metric without measures."""
    names = sorted({measure.metric for measure in known})
    for metric in metrics:
        if metric not in names:
            raise UsageError(f"neither run has scores of {metric!r}", f"choose from {', '.join(names) or 'nothing'}")
    return [measure for measure in known if not metrics or measure.metric in metrics]


def list_changes(column: MeasureColumn) -> list[ChangedCase]:
    """Return the cases that a measure scored differently in the two runs, largest difference first."""
    rows = zip(column.pairs, column.a, column.b, column.gains, strict=True)
    changed = [_change(column.measure, pair, float(a), float(b), float(gain)) for pair, a, b, gain in rows if gain]
    return sorted(changed, key=lambda change: -abs(change.gain))


def _change(measure: MetricVersion, pair: ResultPair, a: float, b: float, gain: float) -> ChangedCase:
    case = pair.case
    described = case.kind, case.question, case.reference
    return ChangedCase(
        measure.metric, measure.judge, case.id, *described, a, b, gain, _answer_text(pair.a), _answer_text(pair.b)
    )


def _answer_text(result: Result) -> str:
    return result.answer.text if result.answer else ""


def _unpaired(run: str, cases: Sequence[Case]) -> list[UnpairedCase]:
    return [UnpairedCase(run, case.id, case.kind, case.question) for case in cases]


def _corrected(contrasts: Sequence[MetricComparison]) -> tuple[MetricComparison, ...]:
    tested = [contrast.interval.p_value for contrast in contrasts if contrast.interval]
    values = iter(correct_holm(tested))
    return tuple(replace(contrast, corrected=next(values)) if contrast.interval else contrast for contrast in contrasts)


def _contrast(
    column: MeasureColumn, pairs: Sequence[ResultPair], samples: int, seed: int, kind: str = ""
) -> MetricComparison:
    scored = len(column.pairs)
    gains = column.gains
    return MetricComparison(
        metric=column.measure.metric,
        judge=column.measure.judge,
        unit=column.unit,
        better=column.better,
        mean_a=float(column.a.mean()) if scored else None,
        mean_b=float(column.b.mean()) if scored else None,
        interval=paired_bootstrap(column.b, column.a, samples, seed) if scored else None,
        wins=int((gains > 0).sum()),
        losses=int((gains < 0).sum()),
        ties=int((gains == 0).sum()),
        scored=scored,
        cases=len(pairs),
        kind=kind,
        version=column.measure.version,
    )
