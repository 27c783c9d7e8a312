"""What the metrics have in common that compare an answer with what is known to be right."""

from __future__ import annotations

from dataclasses import dataclass

from evals.metric import Metric
from evals.types import Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class AgainstReference(Metric):
    """Does not apply without a reference; abstaining where there is one is 0."""

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        return self.compare(answer.text, (case.reference, *case.aliases))

    def compare(self, said: str, references: tuple[str, ...]) -> Score:
        """The score of an answer's text against the reference and its aliases."""
        raise NotImplementedError
