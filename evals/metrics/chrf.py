"""The overlap of character n-grams of answer and reference (M. Popović, 2015), by sacrebleu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score


@dataclass(frozen=True, slots=True)
class Chrf(ReferenceMetric):
    """sacrebleu's sentence chrF2 over 100, in 0..1: F of character n-grams up to six, with recall counted twice.

    The best over references, and over the answer and its first line.
    """

    name: ClassVar[str] = "chrf"

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        from sacrebleu import sentence_chrf

        return self.value(
            max(sentence_chrf(wording, list(references)).score for wording in wordings(answer_text)) / 100
        )


METRIC = MetricSpec(
    "chrf", "how many runs of characters the answer and the reference share", lambda _: Chrf(), "sacrebleu"
)
