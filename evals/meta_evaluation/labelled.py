"""Labelled sets, judges' scores on them, and the resulting agreement rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.bootstrap import Values
from evals.judges.fitted import FittedJudge
from evals.meta_evaluation.agreement import MEASURES, AgreementStatistic, measure_agreement
from rag.embed.protocol import Embedder


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """A label, and the number of the question or claim it belongs to, from 0.

    `key` is the text by which a fitted judge recognises an item of its training data.
    """

    number: int
    key: str
    gold: float


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """One judge's scores of every item, and those of plain word overlap as a floor.

    Accuracy measures expect scores of 0 and 1.
    """

    metric: str
    judge: str
    measure: AgreementStatistic
    scores: Values
    floor: Values
    default: bool = False
    fitted: FittedJudge | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSet:
    """A named set, its items, and the judgements of them."""

    name: str
    items: Sequence[LabelledItem]
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One judge's agreement with people on one set, and that of plain word overlap on the same items.

    `value` has a 95% interval low..high; `odd` and `odd_floor` cover odd-numbered items only, on which nothing was
    tuned. `left_out` counts items that the judge was fitted on: they are in no figure. None marks an undefined value.
    """

    set: str
    metric: str
    judge: str
    default: bool
    measure: AgreementStatistic
    value: float | None
    items: int
    floor: float | None
    low: float | None = None
    high: float | None = None
    odd: float | None = None
    odd_floor: float | None = None
    left_out: int = 0


ReportSet = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LabelledSetReader:
    """How to recognise and read one labelled set."""

    name: str
    knows: Callable[[Path], bool]
    labelled: Callable[[Sequence[Path], Embedder], Iterator[LabelledSet]]


def agreement_rows(labelled_set: LabelledSet) -> Iterator[AgreementRow]:
    """Yield one agreement row per judgement."""
    gold = np.array([item.gold for item in labelled_set.items], np.float64)
    numbers = np.array([item.number for item in labelled_set.items], np.int64)
    for judgement in labelled_set.judgements:
        fitted = judgement.fitted
        counted = np.array([fitted is None or not fitted.knows(item.key) for item in labelled_set.items], np.bool_)
        odd = counted & (numbers % 2 == 1)

        statistic = MEASURES[judgement.measure]
        agreement = (
            measure_agreement(judgement.measure, gold[counted], judgement.scores[counted], numbers[counted])
            if counted.any()
            else None
        )
        yield AgreementRow(
            set=labelled_set.name,
            metric=judgement.metric,
            judge=judgement.judge,
            default=judgement.default,
            measure=judgement.measure,
            value=_rounded(agreement.value if agreement else None),
            items=int(counted.sum()),
            floor=_rounded(statistic(gold[counted], judgement.floor[counted])),
            low=_rounded(agreement.low if agreement else None),
            high=_rounded(agreement.high if agreement else None),
            odd=_rounded(statistic(gold[odd], judgement.scores[odd])),
            odd_floor=_rounded(statistic(gold[odd], judgement.floor[odd])),
            left_out=int((~counted).sum()),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
