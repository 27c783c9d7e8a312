"""Faithfulness: whether the passages support what the answer says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge, texts_of, uncheckable_reason
from evals.judges.sentences import claims
from evals.judges.support import SUPPORT_THRESHOLD
from evals.judges.verdicts import CHECK_PROMPT, CLAIMS_PROMPT, check_claims
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from rag.types import Answer

VERSION = 2


@dataclass(frozen=True, slots=True)
class Faithfulness(Metric):
    """The mean support of the answer's sentences in its hits, 0..1, each by its best evidence."""

    evidence: EvidenceJudge
    name: ClassVar[str] = "faithfulness"
    version: ClassVar[int] = VERSION

    def __call__(self, _: Case, answer: Answer) -> Score:
        sentences = claims(answer.text)
        if reason := uncheckable_reason(sentences, answer):
            return self.none(reason)
        texts = texts_of(answer.hits)
        supports = [self.evidence.support(claim, texts) for claim in sentences]
        details = [
            Detail(claim, support.value, support.evidence, support.why or describe_support(support.value))
            for claim, support in zip(sentences, supports, strict=True)
        ]
        weak = [f"“{detail.claim}”: {detail.why}" for detail in details if (detail.value or 0.0) < SUPPORT_THRESHOLD]
        reason = f"{len(sentences) - len(weak)} of {len(sentences)} sentences supported"
        return self.value(
            sum(support.value for support in supports) / len(supports), "; ".join([reason, *weak]), details
        )


@dataclass(frozen=True, slots=True)
class ModelFaithfulness(LLMMetric):
    """The share of the answer's claims that its passages support; the language model splits the answer into claims and
    checks each. A partly supported claim counts half.
    """

    name: ClassVar[str] = "faithfulness"
    prompts: ClassVar[tuple[Prompt, ...]] = (CLAIMS_PROMPT, CHECK_PROMPT)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if reason := uncheckable_reason(claims(answer.text), answer):
            return self.none(reason)
        details = check_claims(self.llm, case.question, answer)
        if not details:
            return self.none("the model finds no claim in the answer")
        values = [detail.value or 0.0 for detail in details]
        counts = f"{sum(value >= 1 for value in values)} of {len(details)} claims supported"
        return self.value(sum(values) / len(details), counts, details)


def describe_support(support: float) -> str:
    """Describe a support value in words."""
    return "supported" if support >= SUPPORT_THRESHOLD else "the passages contain little of it"


METRIC = MetricSpec(
    "faithfulness",
    "whether the passages support what the answer says",
    lambda models: (Faithfulness(models.evidence), *build_llm_metrics(models, ModelFaithfulness)),
)
