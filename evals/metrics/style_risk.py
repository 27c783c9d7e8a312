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
    """The likelihood that people find something made up in the answer, by the style of request and answer, 0..1; less
    is better. It knows nothing of what is true, and says nothing where passages came with the answer.

    Fitted on even-numbered requests of HaluEval and ChatGPT's answers to them, which no figure counts.
    """

    name: ClassVar[str] = "style_risk"
    version: ClassVar[int] = VERSION
    better: ClassVar[Better] = "lower"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if answer.abstained:
            return self.none("abstained")
        if answer.hits:
            return self.none("passages came with the answer: faithfulness and hallucination hold it against them")
        if not words(answer.text):
            return self.none("the answer says nothing")
        return self.value(
            fabrication_likelihood(case.question, answer.text), "by the style of request and answer alone"
        )


METRIC = MetricSpec(
    "style_risk",
    "the probability that an answer without passages is partly made up, by its style alone",
    lambda _: StyleRisk(),
)
