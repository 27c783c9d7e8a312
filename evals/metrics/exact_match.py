"""Whether the answer is the reference, after SQuAD's normalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.matching import exact_match
from evals.metric import Judged, Models
from evals.model import Case, Score
from evals.sentences import wordings
from rag.model import Answer


@dataclass(frozen=True, slots=True)
class ExactMatch(Judged):
    """1 when the answer, or its first line, is the reference or an alias, else 0; an abstention matches none."""

    name: ClassVar[str] = "exact_match"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        references = (case.reference, *case.aliases)
        return self.value(max(exact_match(said, wanted) for said in wordings(answer.text) for wanted in references))


def build(_: Models) -> ExactMatch:
    return ExactMatch()
