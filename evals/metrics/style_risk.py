"""Style risk: the probability that an answer without passages is partly made up, by its style alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.style_features import fabrication_likelihood
from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Score
from graph.text.words import words
from rag.types import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class StyleRisk(Metric):
    """The probability that people find something made up in the answer, by the style of request and answer, 0..1; lower
    is better. It does not check facts, and gives no score if the answer came with passages.

    Fitted on the even-numbered requests of HaluEval with ChatGPT's answers; its figures leave these out.
    """

    name: ClassVar[str] = "style_risk"
    version: ClassVar[int] = VERSION
    better: ClassVar[Better] = "lower"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if answer.abstained:
            return self.none("abstained")
        if answer.hits:
            return self.none("the answer came with passages: faithfulness and hallucination check it against them")
        if not words(answer.text):
            return self.none("the answer says nothing")
        return self.value(fabrication_likelihood(case.question, answer.text), "only by the style of request and answer")


METRIC = MetricSpec(
    "style_risk",
    "the probability that an answer without passages is partly made up, by its style alone",
    lambda _: StyleRisk(),
)
