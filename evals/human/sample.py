"""Draw a stratified sample of answers for people to judge, in random order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from evals.erased import is_erased
from evals.types import Result, Run
from graph.errors import UsageError
from graph.types import digest

SCORE_BANDS = 4
SAMPLING_METRIC = "answer_correctness"


@dataclass(frozen=True, slots=True)
class SampledAnswer:
    """An answer for people to judge; its id depends on case and text only, so the same answer is judged once."""

    id: str
    result: Result

    @staticmethod
    def make(result: Result) -> SampledAnswer:
        """Wrap the result under the id of its case and text."""
        return SampledAnswer(digest("asked", result.case.id, result.answer.text if result.answer else ""), result)


def draw_answers(runs: Sequence[Run], count: int, seed: int = 0, metric: str = SAMPLING_METRIC) -> list[SampledAnswer]:
    """Draw up to `count` different answers, evenly from each quarter of the metric's values 0..1.

    Answers without a value form a fifth group. UsageError if there is no answer.
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
    """Group the answers by their metric value, each answer once, in a deterministic order."""
    bands: dict[int, dict[str, SampledAnswer]] = {}
    for result in (result for run in runs for result in run.results if result.answer and not is_erased(result)):
        sampled = SampledAnswer.make(result)
        bands.setdefault(_band(result, metric), {}).setdefault(sampled.id, sampled)
    seen = set[str]()
    groups: list[list[SampledAnswer]] = []
    for _, band in sorted(bands.items()):
        groups.append([sampled for name, sampled in sorted(band.items()) if name not in seen])
        seen |= band.keys()
    return [band for band in groups if band]


def _band(result: Result, metric: str) -> int:
    value = next((score.value for score in result.scores if score.metric == metric and score.value is not None), None)
    return SCORE_BANDS if value is None else min(SCORE_BANDS - 1, max(0, int(value * SCORE_BANDS)))
