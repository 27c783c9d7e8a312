"""Latency: how long the answer took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Latency(Metric):
    """Seconds from the question to the complete answer; lower is better."""

    name: ClassVar[str] = "latency"
    unit: ClassVar[str] = "s"
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        if not answer.seconds:
            return self.none("no time was measured")
        return self.value(answer.seconds)


METRIC = MetricSpec("latency", "how long the answer took", lambda _: Latency())
