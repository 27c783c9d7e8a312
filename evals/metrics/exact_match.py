"""Whether the answer is the reference, after SQuAD's normalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.matching import exact_match
from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score


@dataclass(frozen=True, slots=True)
class ExactMatch(ReferenceMetric):
    """1 if the answer, or its first line, is the reference or an alias, else 0; an abstention is 0."""

    name: ClassVar[str] = "exact_match"

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        return self.value(
            max(exact_match(wording, reference) for wording in wordings(answer_text) for reference in references)
        )


METRIC = MetricSpec(
    "exact_match", "whether the answer is the reference, after SQuAD's normalisation", lambda _: ExactMatch()
)
