"""The base class of metrics that compare an answer with the reference."""

from __future__ import annotations

from dataclasses import dataclass

from evals.metric import Metric
from evals.types import Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class ReferenceMetric(Metric):
    """A metric that does not apply without a reference and is 0 for an answer that abstains from an answerable case."""

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        return self.compare(answer.text, (case.reference, *case.aliases))

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        """Score an answer's text against the reference and its aliases."""
        raise NotImplementedError
