"""A set of items that people have labelled, what judges say of them, and the rows that this comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.judges.fitted import Fitted
from evals.meta_evaluation.agreement import MEASURES, Measure, Values, agreement
from rag.embed.protocol import Embedder


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """A label, and the number of the question or claim that it belongs to, from 0.

    `key` is the text by which a fitted judge knows an item that it was fitted on.
    """

    number: int
    key: str
    gold: float


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What one judge says of every item, and how plain word overlap does by the same measure.

    A measure of yes and no has scores of 0 and 1.
    """

    metric: str
    judge: str
    measure: Measure
    scores: Values
    floor: Values
    default: bool = False
    fitted: Fitted | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSet:
    """A set by name, its items, and the judgements of them."""

    name: str
    items: Sequence[LabelledItem]
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """The agreement of one judge with people on one set, beside that of plain word overlap on the same items.

    `value` has a 95% interval low..high; `odd` and `odd_floor` are of odd-numbered items alone, by which nothing was
    chosen. `left_out` counts items that the judge was fitted on: they are in no figure. None stands where a value is
    not defined.
    """

    set: str
    metric: str
    judge: str
    default: bool
    measure: Measure
    value: float | None
    items: int
    floor: float | None
    low: float | None = None
    high: float | None = None
    odd: float | None = None
    odd_floor: float | None = None
    left_out: int = 0


Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LabelledSetReader:
    """How one labelled set is known by its files, and read."""

    name: str
    knows: Callable[[Path], bool]
    labelled: Callable[[Sequence[Path], Embedder], Iterator[LabelledSet]]


def rows(known: LabelledSet) -> Iterator[AgreementRow]:
    """One row a judgement."""
    gold = np.array([item.gold for item in known.items], np.float64)
    numbers = np.array([item.number for item in known.items], np.int64)
    for said in known.judgements:
        fitted = said.fitted
        kept = np.array([fitted is None or not fitted.knows(item.key) for item in known.items], np.bool_)
        odd = kept & (numbers % 2 == 1)

        of = MEASURES[said.measure]
        found = agreement(said.measure, gold[kept], said.scores[kept], numbers[kept]) if kept.any() else None
        yield AgreementRow(
            set=known.name,
            metric=said.metric,
            judge=said.judge,
            default=said.default,
            measure=said.measure,
            value=_rounded(found.value if found else None),
            items=int(kept.sum()),
            floor=_rounded(of(gold[kept], said.floor[kept])),
            low=_rounded(found.low if found else None),
            high=_rounded(found.high if found else None),
            odd=_rounded(of(gold[odd], said.scores[odd])),
            odd_floor=_rounded(of(gold[odd], said.floor[odd])),
            left_out=int((~kept).sum()),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
