"""How many words the answer and the reference share, by SQuAD's F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.matching import token_f1
from evals.metric import Judged, Models
from evals.model import Case, Score
from evals.sentences import MARKER
from rag.model import Answer


@dataclass(frozen=True, slots=True)
class TokenF1(Judged):
    """F1 of tokens in 0..1 over the reference and its aliases, the best of them; citation markers do not count."""

    name: ClassVar[str] = "token_f1"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        said = MARKER.sub("", answer.text)
        return self.value(max(token_f1(said, wanted) for wanted in (case.reference, *case.aliases)))


def build(_: Models) -> TokenF1:
    return TokenF1()
