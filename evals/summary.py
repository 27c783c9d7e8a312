"""The averages of a run, each with how many answers it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evals.model import Better, CaseKind, Judge, Run, Score


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of one metric over `scored` of `answers`; None when none was scored. `failed` counts broken scores.

    `kind` is the kind of case averaged over, empty for all.
    """

    metric: str
    judge: Judge
    kind: CaseKind | str
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
class Summary:
    """A run in figures: how many cases were asked, how many faults, and the averages, over all and by kind."""

    run: str
    cases: int
    faults: int
    averages: tuple[Average, ...]

    def of(self, kind: str = "") -> tuple[Average, ...]:
        """The averages over one kind of case, or over all."""
        return tuple(average for average in self.averages if average.kind == kind)


def summarise(run: Run) -> Summary:
    """The averages of every metric of a run; an answer without a value is left out and counted."""
    answered = [result for result in run.results if result.answer]
    kinds = ("", *sorted({result.case.kind for result in answered}))
    averages = [
        average
        for kind in kinds
        for average in _averages(kind, [result.scores for result in answered if kind in ("", result.case.kind)])
    ]
    return Summary(run.name or run.id, len(run.results), len(run.results) - len(answered), tuple(averages))


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
