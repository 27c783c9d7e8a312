"""Perplexity: the model's confidence in the tokens it generated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Perplexity(Metric):
    """The exponential of the negative mean log-probability of the answer's tokens, from 1; lower is more confident.

    The probabilities come from the model that wrote the answer, so values of different models are not comparable.
    """

    name: ClassVar[str] = "perplexity"
    unit: ClassVar[str] = "ppl"
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        if answer.log_probability is None:
            return self.none("the answer came without log-probabilities")
        return self.value(math.exp(-min(0.0, answer.log_probability)), f"by {answer.model}" if answer.model else "")


METRIC = MetricSpec("perplexity", "the model's confidence in the tokens it generated", lambda _: Perplexity())
