"""The overlap of word n-grams of answer and reference (K. Papineni et al., 2002), by sacrebleu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score


@dataclass(frozen=True, slots=True)
class Bleu(ReferenceMetric):
    """sacrebleu's sentence BLEU over 100, in 0..1: up to four words in a row, exponential smoothing, effective order.

    All references count at once; the better of the answer and its first line counts. Made for long texts: a right
    answer in other words scores low.
    """

    name: ClassVar[str] = "bleu"

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        from sacrebleu import sentence_bleu

        return self.value(
            max(sentence_bleu(wording, list(references)).score for wording in wordings(answer_text)) / 100
        )


METRIC = MetricSpec("bleu", "how many runs of words the answer and the reference share", lambda _: Bleu(), "sacrebleu")
