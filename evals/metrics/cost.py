"""Cost: the price of the answer's tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Score
from rag.llm.usage import Prices
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Cost(Metric):
    """The price of the tokens read and written for the answer, by the prices in the settings; lower is better."""

    prices: Prices | None
    name: ClassVar[str] = "cost"
    unit: ClassVar[str] = "USD"
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        usage = answer.usage
        if not usage.read + usage.written:
            return self.none("no tokens were counted")
        if self.prices is None:
            return self.none("no prices are set: llm.price_read and llm.price_written")
        return self.value(self.prices.cost_of(usage), f"{usage.read} tokens read, {usage.written} written")


METRIC = MetricSpec("cost", "what the answer cost", lambda models: Cost(models.prices))
