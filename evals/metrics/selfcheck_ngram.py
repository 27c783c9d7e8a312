"""Unigram self-consistency: whether the answer's words recur when the system is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.ngram_consistency import word_consistency
from evals.judges.self_consistency import AnswerSampler
from evals.judges.sentences import claims
from evals.metric import Metric, MetricSpec
from evals.metrics.selfcheck import describe_samples, draw_samples
from evals.types import Case, Detail, Score
from rag.types import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class SelfCheckNgram(Metric):
    """How often the words of the answer's sentences occur in other answers sampled for the same question, 0..1: the
    mean over the sentences (`evals.judges.ngram_consistency`).
    """

    samples: AnswerSampler | None
    name: ClassVar[str] = "selfcheck_ngram"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        samples = draw_samples(self.samples, case, answer)
        if isinstance(samples, str):
            return self.none(samples)
        sentences = claims(answer.text)
        details = [
            Detail(claim, value, "", f"rarest word: {rarest}" if rarest else "")
            for claim in sentences
            for value, rarest in [word_consistency(claim, samples.texts)]
        ]
        return self.value(
            sum(detail.value or 0.0 for detail in details) / len(details), describe_samples(samples, answer), details
        )


METRIC = MetricSpec(
    "selfcheck_ngram",
    "whether the answer's words recur when the system is asked again",
    lambda models: SelfCheckNgram(models.samples),
)
