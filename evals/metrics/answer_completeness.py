"""Answer completeness: how much of the reference the answer says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.long_answers import completeness_score, reference_overlap
from evals.metric import Metric, MetricSpec
from evals.types import Case, Score
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class AnswerCompleteness(Metric):
    """By the words that answer and reference add to the question: their F1, the share of the reference's that are the
    answer's, and the share of its sentences that the answer says, 4 : 1 : 1. Abstaining from an answerable case is 0.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_completeness"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        said = strip_markers(answer.text)
        found = [
            reference_overlap(case.question, said, wanted, self.embedder) for wanted in (case.reference, *case.aliases)
        ]
        best = max(found, key=completeness_score)
        return self.value(completeness_score(best), f"{best.recall:.0%} of what the reference adds is in the answer")


METRIC = MetricSpec(
    "answer_completeness",
    "how much of the reference the answer says",
    lambda models: AnswerCompleteness(models.embedder),
)
