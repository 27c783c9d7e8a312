"""Inter-annotator agreement: whether human labels are reliable enough to evaluate a judge.

Two raters: J. Cohen's weighted kappa (1968), with linear weights. More: K. Krippendorff's alpha (2004) with the
ordinal distance, which allows missing grades.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Values, percentile_interval, resample_table_sums
from evals.human.annotations import AnnotatedAnswer
from evals.human.rubric import ASPECTS, GRADES, Aspect

MIN_AGREEMENT = 0.667
"""The agreement below which K. Krippendorff (2004, p. 241) would draw no conclusion."""
RATER_BOOTSTRAP_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """The agreement of raters on one question: `value` with its 95% interval low..high, 1 for full agreement.

    `answers` were graded by two or more raters; `same` is the share of their grade pairs that are equal. `value` is
    None if every grade is the same, because agreement beyond chance is then undefined.
    """

    aspect: Aspect
    measure: str
    value: float | None
    low: float | None
    high: float | None
    answers: int
    raters: int
    same: float

    @property
    def trusted(self) -> bool:
        return self.value is not None and self.value >= MIN_AGREEMENT

    @property
    def advice(self) -> str:
        """Whether the labels are reliable, in a sentence."""
        if self.value is None:
            return "every grade is the same: agreement beyond chance cannot be told"
        if not self.trusted:
            return f"too low to trust (below {MIN_AGREEMENT}): talk over where you differ, then label again"
        if self.low is not None and self.low < MIN_AGREEMENT:
            return f"good enough, but so few answers do not rule out less than {MIN_AGREEMENT}: label more"
        return "good enough to hold judges against"


def measure_rater_agreement(labelled: Sequence[AnnotatedAnswer], seed: int = 0) -> tuple[RaterAgreement, ...]:
    """Measure the agreement on each question that two raters answered for the same answer; empty if there is none."""
    found = (_by(aspect, labelled, seed) for aspect in ASPECTS)
    return tuple(one for one in found if one)


def weighted_kappa(tables: Values) -> Values:
    """Return the linearly weighted kappa of tables (n, grades, grades) of two raters; NaN if chance agrees fully."""
    size = tables.shape[1]
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    total = np.maximum(tables.sum(axis=(1, 2)), 1)
    seen = (tables * apart).sum(axis=(1, 2)) / total
    expected = np.einsum("ni,nj,ij->n", tables.sum(axis=2), tables.sum(axis=1), apart) / total**2
    return _above_chance(seen, expected)


def ordinal_alpha(tables: Values) -> Values:
    """Return the ordinal alpha of symmetric coincidence tables (n, grades, grades); NaN if all grades are the same."""
    size = tables.shape[1]
    counts = tables.sum(axis=2)
    total = np.maximum(counts.sum(axis=1), 2)
    upto = np.cumsum(counts, axis=1)
    # The distance of two grades: the number of values between them, counting the grades themselves by half.
    middle = upto - counts / 2
    apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    pairs = counts[:, :, None] * counts[:, None, :] - np.eye(size) * counts[:, :, None]
    seen = (tables * apart).sum(axis=(1, 2)) / total
    expected = (pairs * apart).sum(axis=(1, 2)) / (total * (total - 1))
    return _above_chance(seen, expected)


def coincidence_table(grades: Sequence[int], size: int) -> Values:
    """Count the pairs of one answer's grades by different raters, weighted to sum to their number: (size, size)."""
    counts = np.bincount(grades, minlength=size).astype(np.float64)
    return np.asarray((np.outer(counts, counts) - np.diag(counts)) / max(len(grades) - 1, 1))


def _above_chance(seen: Values, expected: Values) -> Values:
    return np.where(expected > 1e-12, 1 - seen / np.maximum(expected, 1e-12), np.nan)


def _by(aspect: Aspect, labelled: Sequence[AnnotatedAnswer], seed: int) -> RaterAgreement | None:
    graded = [(one, _grades(one, aspect)) for one in labelled]
    graded = [(one, found) for one, found in graded if len(found) > 1]
    if not graded:
        return None
    raters = sorted({name for _, found in graded for name, _ in found})
    of, measure = (weighted_kappa, "weighted kappa") if len(raters) == 2 else (ordinal_alpha, "Krippendorff's alpha")
    tables = np.array([_table(found, raters) for _, found in graded])
    cases = {name: place for place, name in enumerate(dict.fromkeys(one.asked.result.case.id for one, _ in graded))}
    grouped = np.zeros((len(cases), len(GRADES), len(GRADES)))
    np.add.at(grouped, [cases[one.asked.result.case.id] for one, _ in graded], tables)
    value = float(of(grouped.sum(axis=0)[None])[0])
    low, high = _interval(grouped, of, seed)
    known = bool(np.isfinite(value))
    same = float(np.mean([_same([grade for _, grade in found]) for _, found in graded]))
    return RaterAgreement(
        aspect,
        measure,
        value if known else None,
        low if known else None,
        high if known else None,
        len(graded),
        len(raters),
        same,
    )


def _grades(one: AnnotatedAnswer, aspect: Aspect) -> list[tuple[str, int]]:
    return [(mark.rater, GRADES.index(grade)) for mark in one.marks if (grade := mark.grade(aspect))]


def _table(found: Sequence[tuple[str, int]], raters: Sequence[str]) -> Values:
    if len(raters) > 2:
        return coincidence_table([grade for _, grade in found], len(GRADES))
    table = np.zeros((len(GRADES), len(GRADES)))
    by_rater = dict(found)
    table[by_rater[raters[0]], by_rater[raters[1]]] = 1.0
    return table


def _interval(grouped: Values, of: Callable[[Values], Values], seed: int) -> tuple[float | None, float | None]:
    """Compute the percentile bootstrap over cases, keeping a case's answers together; undefined draws are dropped."""
    drawn = of(resample_table_sums(grouped, RATER_BOOTSTRAP_SAMPLES, seed))
    kept = drawn[np.isfinite(drawn)]
    return percentile_interval(kept) if len(kept) else (None, None)


def _same(grades: Sequence[int]) -> float:
    pairs = len(grades) * (len(grades) - 1)
    return sum(grades.count(one) - 1 for one in grades) / pairs
