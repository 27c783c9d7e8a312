"""Whether the answer is the reference, after SQuAD's normalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.matching import exact_match
from evals.metric import Judged, Models
from evals.model import Case, Score
from rag.model import Answer


@dataclass(frozen=True, slots=True)
class ExactMatch(Judged):
    """1 or 0 over the reference and its aliases, the best of them; an abstention matches no reference."""

    name: ClassVar[str] = "exact_match"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        return self.value(max(exact_match(answer.text, wanted) for wanted in (case.reference, *case.aliases)))


def build(_: Models) -> ExactMatch:
    return ExactMatch()
