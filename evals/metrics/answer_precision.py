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
    """By the words that answer and reference add to the question: half their F1, a quarter the share of the answer's
    that are the reference's, a quarter the cosine of both texts. An abstention says nothing and has no score.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_precision"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.none("abstained")
        said = strip_markers(answer.text)
        found = [
            reference_overlap(case.question, said, wanted, self.embedder) for wanted in (case.reference, *case.aliases)
        ]
        best = max(found, key=precision_score)
        return self.value(precision_score(best), f"{best.precision:.0%} of what it adds is in the reference")


METRIC = MetricSpec(
    "answer_precision",
    "how much of what the answer says is right by the reference",
    lambda models: AnswerPrecision(models.embedder),
)
