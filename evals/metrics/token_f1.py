"""The overlap of the words of answer and reference: SQuAD's F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.matching import token_f1
from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score


@dataclass(frozen=True, slots=True)
class TokenF1(ReferenceMetric):
    """F1 of tokens in 0..1, the best over the reference and its aliases, and over the answer and its first line."""

    name: ClassVar[str] = "token_f1"

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        return self.value(
            max(token_f1(wording, reference) for wording in wordings(answer_text) for reference in references)
        )


METRIC = MetricSpec("token_f1", "how many words the answer and the reference share, by SQuAD's F1", lambda _: TokenF1())
