"""Draws answers for people to judge: weak and strong ones alike, in an order that tells nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from evals.erased import is_erased
from evals.types import Result, Run
from graph.errors import UsageError
from graph.types import digest

BANDS = 4
LEADING = "answer_correctness"


@dataclass(frozen=True, slots=True)
class SampledAnswer:
    """An answer that people judge. Its id stands for case and text, so that the same answer is judged once."""

    id: str
    result: Result

    @staticmethod
    def make(result: Result) -> SampledAnswer:
        """The result under the id of its case and text."""
        return SampledAnswer(digest("asked", result.case.id, result.answer.text if result.answer else ""), result)


def draw(runs: Sequence[Run], count: int, seed: int = 0, metric: str = LEADING) -> list[SampledAnswer]:
    """Up to `count` different answers of the runs, as many of each quarter of the metric's values 0..1 as there are.

    Answers that the metric does not score are a fifth group. UsageError when there is no answer.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    bands = _bands(runs, metric)
    if not bands:
        raise UsageError("there is no answer to label", "make a run first: graphloop eval run")
    for band in bands:
        chance.shuffle(band)
    drawn: list[SampledAnswer] = []
    while len(drawn) < count and any(bands):
        for band in bands:
            if band and len(drawn) < count:
                drawn.append(band.pop())
    chance.shuffle(drawn)
    return drawn


def _bands(runs: Sequence[Run], metric: str) -> list[list[SampledAnswer]]:
    """The answers by how the metric scores them, each once, in an order that the runs decide alone."""
    bands: dict[int, dict[str, SampledAnswer]] = {}
    for result in (result for run in runs for result in run.results if result.answer and not is_erased(result)):
        one = SampledAnswer.make(result)
        bands.setdefault(_band(result, metric), {}).setdefault(one.id, one)
    known = set[str]()
    found: list[list[SampledAnswer]] = []
    for _, band in sorted(bands.items()):
        found.append([one for name, one in sorted(band.items()) if name not in known])
        known |= band.keys()
    return [band for band in found if band]


def _band(result: Result, metric: str) -> int:
    value = next((one.value for one in result.scores if one.metric == metric and one.value is not None), None)
    return BANDS if value is None else min(BANDS - 1, max(0, int(value * BANDS)))
