"""How many runs of characters the answer and the reference share (M. Popović, 2015), by sacrebleu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score


@dataclass(frozen=True, slots=True)
class Chrf(ReferenceMetric):
    """sacrebleu's sentence chrF2 over 100, in 0..1: F of runs of one to six characters, recall counting twice.

    The best over references, and over the answer and its first line.
    """

    name: ClassVar[str] = "chrf"

    def compare(self, said: str, references: tuple[str, ...]) -> Score:
        from sacrebleu import sentence_chrf

        return self.value(max(sentence_chrf(one, list(references)).score for one in wordings(said)) / 100)


METRIC = MetricSpec(
    "chrf", "how many runs of characters the answer and the reference share", lambda _: Chrf(), "sacrebleu"
)
