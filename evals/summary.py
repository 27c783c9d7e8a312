"""The averages of a run, each with the number of answers it is based on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evals.benchmarks.calibration import Calibration
from evals.comparison.calibration import calibrate_run
from evals.types import Better, Judge, Result, Run, Score


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of one metric over `scored` of `answers`; None if none was scored. `failed` counts failed scores.

    `kind` is the kind of case averaged over, empty for all.
    """

    metric: str
    judge: Judge
    kind: str
    mean: float | None
    scored: int
    answers: int
    failed: int
    unit: str = ""
    better: Better = "higher"

    @property
    def coverage(self) -> str:
        return f"{self.scored} of {self.answers} scored"


@dataclass(frozen=True, slots=True)
class Abstentions:
    """The 2×2 table of answering and abstaining, by whether the case is answerable.

    `precision` is the share of abstentions on unanswerable cases, `recall` the share of unanswerable cases abstained
    from; None if there are none.
    """

    answered_answerable: int
    answered_unanswerable: int
    abstained_answerable: int
    abstained_unanswerable: int

    @property
    def precision(self) -> float | None:
        abstained = self.abstained_answerable + self.abstained_unanswerable
        return self.abstained_unanswerable / abstained if abstained else None

    @property
    def recall(self) -> float | None:
        unanswerable = self.answered_unanswerable + self.abstained_unanswerable
        return self.abstained_unanswerable / unanswerable if unanswerable else None


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures: the number of cases, the number of faults, and the averages, overall and by kind.

    `calibration` is None if `uncalibrated` gives a reason.
    """

    run: str
    cases: int
    faults: int
    averages: tuple[Average, ...]
    abstentions: Abstentions = Abstentions(0, 0, 0, 0)
    calibration: Calibration | None = None
    uncalibrated: str = ""

    def of(self, kind: str = "") -> tuple[Average, ...]:
        """Return the averages over one kind of case, or over all."""
        return tuple(average for average in self.averages if average.kind == kind)


def summarise_run(run: Run) -> Summary:
    """Average every metric of a run; an answer without a value is left out and counted."""
    answered = [result for result in run.results if result.answer]
    kinds = ("", *sorted({result.case.kind for result in answered}))
    averages = [
        average
        for kind in kinds
        for average in _averages(kind, [result.scores for result in answered if kind in ("", result.case.kind)])
    ]
    calibration = calibrate_run(run)
    return Summary(
        run=run.name or run.id,
        cases=len(run.results),
        faults=len(run.results) - len(answered),
        averages=tuple(averages),
        abstentions=_abstentions(answered),
        calibration=None if isinstance(calibration, str) else calibration,
        uncalibrated=calibration if isinstance(calibration, str) else "",
    )


def describe_summary(summary: Summary) -> list[str]:
    """Describe, in lines, abstention as a decision and the calibration of the answers."""
    table, calibration = summary.abstentions, summary.calibration
    answerable = f"answerable: {table.answered_answerable} answered, {table.abstained_answerable} abstained"
    lines = [
        f"{answerable}; unanswerable: {table.answered_unanswerable} answered, {table.abstained_unanswerable} abstained"
    ]
    if table.precision is not None or table.recall is not None:
        lines.append(f"abstaining: precision {_share(table.precision)}, recall {_share(table.recall)}")
    if calibration is None:
        return [*lines, f"calibration: none, because {summary.uncalibrated}"]
    items = sum(group.items for group in calibration.bins)
    return [
        *lines,
        f"calibration (n = {items}): ECE {calibration.error:.3f}, Brier {calibration.brier:.3f} (0 is best)",
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _abstentions(answered: Iterable[Result]) -> Abstentions:
    pairs = [(result.answer, bool(result.case.reference)) for result in answered if result.answer]
    cells = [(answer.abstained if answerable else answer.declines, answerable) for answer, answerable in pairs]
    return Abstentions(*(cells.count(cell) for cell in ((False, True), (False, False), (True, True), (True, False))))


def _averages(kind: str, rows: list[tuple[Score, ...]]) -> Iterable[Average]:
    by_metric: dict[tuple[str, Judge], list[Score]] = {}
    for row in rows:
        for score in row:
            by_metric.setdefault((score.metric, score.judge), []).append(score)
    for (metric, judge), scores in sorted(by_metric.items()):
        values = [score.value for score in scores if score.value is not None]
        yield Average(
            metric=metric,
            judge=judge,
            kind=kind,
            mean=sum(values) / len(values) if values else None,
            scored=len(values),
            answers=len(rows),
            failed=sum(score.failed for score in scores),
            unit=scores[0].unit,
            better=scores[0].better,
        )
