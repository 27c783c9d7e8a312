"""How many words the answer and the reference share, by SQuAD's F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.matching import token_f1
from evals.metric import Judged, Models
from evals.model import Case, Score
from evals.sentences import wordings
from rag.model import Answer


@dataclass(frozen=True, slots=True)
class TokenF1(Judged):
    """F1 of tokens in 0..1, the best over the reference and its aliases, and over the answer and its first line."""

    name: ClassVar[str] = "token_f1"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        references = (case.reference, *case.aliases)
        return self.value(max(token_f1(said, wanted) for said in wordings(answer.text) for wanted in references))


def build(_: Models) -> TokenF1:
    return TokenF1()
