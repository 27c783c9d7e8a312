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
    """A weighted mean over the words that answer and reference add to the question: their F1 (4), the share of the
    reference's words in the answer (1), and the share of its sentences in the answer (1).

    Abstaining from an answerable case is 0.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_completeness"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        answer_text = strip_markers(answer.text)
        overlaps = [
            reference_overlap(case.question, answer_text, reference, self.embedder)
            for reference in (case.reference, *case.aliases)
        ]
        best = max(overlaps, key=completeness_score)
        return self.value(completeness_score(best), f"{best.recall:.0%} of what the reference adds is in the answer")


METRIC = MetricSpec(
    "answer_completeness",
    "how much of the reference the answer says",
    lambda models: AnswerCompleteness(models.embedder),
)
