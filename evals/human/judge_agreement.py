"""Agreement of a judge with local people's labels, and the threshold from which they call an answer right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from evals.bootstrap import Numbers, Values, percentile_interval, resample_statistic
from evals.human.annotations import AnnotatedAnswer
from evals.human.inter_annotator import RaterAgreement, measure_rater_agreement
from evals.human.rubric import RIGHT_GRADE, Aspect, aspect_of
from evals.judges.matching import token_f1
from evals.meta_evaluation.agreement import accuracy, auroc, balanced_accuracy, pearson, spearman
from evals.metric import Metric
from evals.runner import judge
from evals.types import Better

LabelStatistic = Literal["pearson", "spearman", "auroc", "accuracy", "balanced_accuracy"]

JUDGE_BOOTSTRAP_SAMPLES, FOLDS, WORKERS = 300, 5, 4
CHANCE_ACCURACY = 0.5
MIN_CLASS_ANSWERS = 3
"""The minimum number of right and of wrong answers for suggesting a threshold."""


@dataclass(frozen=True, slots=True)
class AgreementMeasure:
    """An agreement measure with its 95% interval low..high.

    `floor` is the value of plain token F1 if defined, and for accuracies that of a constant verdict.
    """

    measure: LabelStatistic
    value: float
    low: float
    high: float
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class LocalAgreement:
    """A judge's agreement with local people's labels.

    `right` is the share of the `answers` that people call right. `threshold` maximises balanced accuracy on all labels;
    `accuracy` and `balanced_accuracy` are cross-validated: each threshold is chosen on four fifths of the cases and
    tested on the remaining fifth. `why` says why there is no threshold. `people` is the agreement among the raters, if
    several judged the same answers.
    """

    metric: str
    judge: str
    aspect: Aspect
    answers: int
    raters: int
    right: float
    figures: tuple[AgreementMeasure, ...]
    threshold: float | None = None
    better: Better = "higher"
    why: str = ""
    people: RaterAgreement | None = None

    @property
    def parts(self) -> bool:
        """Whether the threshold separates right from wrong better than chance."""
        found = self.figure("balanced_accuracy")
        return self.threshold is not None and found is not None and found.low > CHANCE_ACCURACY

    @property
    def used(self) -> bool:
        """Whether the threshold replaces the shipped one: raters who disagree do not decide it."""
        return self.parts and (self.people is None or self.people.trusted)

    def figure(self, measure: LabelStatistic) -> AgreementMeasure | None:
        """Return the figure of that measure; None if it is undefined."""
        return next((one for one in self.figures if one.measure == measure), None)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledScores:
    """The compared rows: people's mean grades, the judge's values signed so that higher is better, and case indices."""

    worth: Values
    scores: Values
    floor: Values | None
    cases: Numbers

    @property
    def right(self) -> Values:
        return (self.worth > RIGHT_GRADE).astype(np.float64)


def measure_judges(
    labelled: Sequence[AnnotatedAnswer],
    metrics: Sequence[Metric],
    name: Callable[[Metric], str],
    progress: Callable[[int, int], None],
) -> list[LocalAgreement]:
    """Compare every metric that the rubric covers with the labels, scoring the answers again.

    `name` returns the exact judge.
    """
    people = {one.aspect: one for one in measure_rater_agreement(labelled)}
    told = [(metric, aspect) for metric in metrics if (aspect := aspect_of(metric.name)) and not metric.unit]
    found: list[LocalAgreement] = []
    for place, (metric, aspect) in enumerate(told):
        progress(place, len(told))
        values = _values(metric, labelled)
        own = compare_with_labels(labelled, metric.name, name(metric), aspect, values, metric.better)
        found += [replace(own, people=people.get(aspect))] if own else []
    progress(len(told), len(told))
    return found


def compare_with_labels(
    labelled: Sequence[AnnotatedAnswer],
    metric: str,
    by: str,
    aspect: Aspect,
    values: Sequence[float | None],
    better: Better = "higher",
) -> LocalAgreement | None:
    """Compare a judge's values with people's grades on one question; None if no answer has both."""
    both = [
        (one, worth, value)
        for one, value in zip(labelled, values, strict=True)
        if (worth := one.worth(aspect)) is not None and value is not None
    ]
    if not both:
        return None
    sign = 1.0 if better == "higher" else -1.0
    ids = [one.asked.result.case.id for one, _, _ in both]
    items = LabelledScores(
        np.array([worth for _, worth, _ in both]),
        np.array([sign * value for _, _, value in both]),
        _floor([one for one, _, _ in both], aspect),
        np.unique(ids, return_inverse=True)[1].astype(np.int64),
    )
    threshold, figures, why = _threshold(items)
    return LocalAgreement(
        metric=metric,
        judge=by,
        aspect=aspect,
        answers=len(both),
        raters=len({mark.rater for one, _, _ in both for mark in one.marks}),
        right=round(float(items.right.mean()), 4),
        figures=(*_figures(items), *figures),
        threshold=None if threshold is None else round(sign * threshold, 4),
        better=better,
        why=why,
    )


def choose_threshold(right: Values, scores: Values) -> float | None:
    """Return the threshold with the best balanced accuracy; None unless both classes and two scores occur.

    It lies midway between two neighbouring scores; among equally good thresholds the middle one is taken.
    """
    levels = np.unique(scores)
    if len(levels) < 2 or right.min() == right.max():
        return None
    cuts = (levels[1:] + levels[:-1]) / 2
    worth = np.array([balanced_accuracy(right, (scores >= cut).astype(np.float64)) for cut in cuts], np.float64)
    best = np.flatnonzero(worth >= worth.max() - 1e-12)
    return float(cuts[best[len(best) // 2]])


def _values(metric: Metric, labelled: Sequence[AnnotatedAnswer]) -> list[float | None]:
    """Score each answer by the metric, concurrently if a model judges."""
    if metric.judge == "offline":
        return [_value(metric, one) for one in labelled]
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="labels") as pool:
        return list(pool.map(lambda one: _value(metric, one), labelled))


def _value(metric: Metric, one: AnnotatedAnswer) -> float | None:
    result = one.asked.result
    return judge(metric, result.case, result.answer).value if result.answer else None


def _floor(kept: Sequence[AnnotatedAnswer], aspect: Aspect) -> Values | None:
    """Return plain token F1 with the reference, if every case has one and the question asks for correctness."""
    if aspect not in ("correct", "complete") or not all(one.asked.result.case.reference for one in kept):
        return None
    return np.array([_overlap(one) for one in kept])


def _overlap(one: AnnotatedAnswer) -> float:
    case, answer = one.asked.result.case, one.asked.result.answer
    text = answer.text if answer and not answer.abstained else ""
    return max(token_f1(text, reference) for reference in (case.reference, *case.aliases))


def _figures(items: LabelledScores) -> list[AgreementMeasure]:
    measures: tuple[tuple[LabelStatistic, Callable[[Values, Values], float | None], Values], ...] = (
        ("pearson", pearson, items.worth),
        ("spearman", spearman, items.worth),
        ("auroc", auroc, items.right),
    )
    found = []
    for name, of, gold in measures:
        floor = None if items.floor is None else of(gold, items.floor)
        figure = _figure(name, of, gold, items.scores, items.cases, floor)
        found += [figure] if figure else []
    return found


def _threshold(items: LabelledScores) -> tuple[float | None, list[AgreementMeasure], str]:
    """Return the threshold on all items and its cross-validated figures, or why there is none."""
    right = items.right
    few = min(int(right.sum()), int(len(right) - right.sum()))
    if few < MIN_CLASS_ANSWERS:
        return (
            None,
            [],
            f"there are {few} of the rarer kind, right or wrong; {MIN_CLASS_ANSWERS} are needed for a threshold",
        )
    said = _verdicts(items)
    threshold = choose_threshold(right, items.scores)
    if threshold is None or said is None:
        return None, [], "the values do not part right from wrong in every fold"
    told = (
        _figure("accuracy", accuracy, right, said, items.cases, max(float(right.mean()), 1 - float(right.mean()))),
        _figure("balanced_accuracy", balanced_accuracy, right, said, items.cases, CHANCE_ACCURACY),
    )
    return threshold, [one for one in told if one], ""


def _verdicts(items: LabelledScores) -> Values | None:
    """Predict right or wrong, each with a threshold chosen on the other folds."""
    count = int(items.cases.max()) + 1
    fold_of = np.random.default_rng(0).permutation(count) % min(FOLDS, count)
    folds = fold_of[items.cases]
    said = np.zeros(len(items.scores))
    for fold in np.unique(folds):
        held = folds == fold
        cut = choose_threshold(items.right[~held], items.scores[~held]) if (~held).any() else None
        if cut is None:
            return None
        said[held] = items.scores[held] >= cut
    return said


def _figure(
    name: LabelStatistic,
    of: Callable[[Values, Values], float | None],
    gold: Values,
    scores: Values,
    cases: Numbers,
    floor: float | None,
) -> AgreementMeasure | None:
    """Compute the measure with its percentile bootstrap over cases."""
    value = of(gold, scores)
    if value is None:
        return None
    drawn = resample_statistic(lambda rows: of(gold[rows], scores[rows]), cases, JUDGE_BOOTSTRAP_SAMPLES)
    low, high = percentile_interval(drawn) if drawn else (value, value)
    told = None if floor is None else round(floor, 4)
    return AgreementMeasure(name, round(value, 4), round(low, 4), round(high, 4), told)
