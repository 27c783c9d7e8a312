"""Tokens: how many the model read and wrote for the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Tokens(Metric):
    """Tokens that the model read and wrote for the answer; lower is better."""

    name: ClassVar[str] = "tokens"
    unit: ClassVar[str] = "tokens"
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        read, written = answer.usage.read, answer.usage.written
        if not read + written:
            return self.none("no tokens were counted")
        return self.value(float(read + written), f"{read} read, {written} written")


METRIC = MetricSpec("tokens", "how many tokens the answer took", lambda _: Tokens())
