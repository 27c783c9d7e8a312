"""Answer precision: how much of what the answer says is right by the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.long_answers import precision_score, reference_overlap
from evals.metric import Metric, MetricSpec
from evals.types import Case, Score
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class AnswerPrecision(Metric):
    """A weighted mean over the words that answer and reference add to the question: their F1 (2), the share of the
    answer's words in the reference (1), and the cosine of both texts (1).

    An abstention has no score.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_precision"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.none("abstained")
        answer_text = strip_markers(answer.text)
        overlaps = [
            reference_overlap(case.question, answer_text, reference, self.embedder)
            for reference in (case.reference, *case.aliases)
        ]
        best = max(overlaps, key=precision_score)
        return self.value(precision_score(best), f"{best.precision:.0%} of what it adds is in the reference")


METRIC = MetricSpec(
    "answer_precision",
    "how much of what the answer says is right by the reference",
    lambda models: AnswerPrecision(models.embedder),
)
