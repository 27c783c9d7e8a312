"""Hallucination: how much of the answer the passages do not support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge, texts_of, uncheckable_reason
from evals.judges.sentences import claims
from evals.judges.support import CONTRADICTED_SUPPORT, SUPPORT_THRESHOLD, Support
from evals.judges.verdicts import CHECK_PROMPT, CLAIMS_PROMPT, check_claims
from evals.metric import Metric, MetricSpec
from evals.types import Better, Case, Detail, Score
from rag.types import Answer

VERSION = 1


@dataclass(frozen=True, slots=True)
class Hallucination(Metric):
    """The share of the answer's sentences that the hits contradict or do not support, 0..1; lower is better."""

    evidence: EvidenceJudge
    name: ClassVar[str] = "hallucination"
    version: ClassVar[int] = VERSION
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        sentences = claims(answer.text)
        if reason := uncheckable_reason(sentences, answer):
            return self.none(reason)
        texts = texts_of(answer.hits)
        details = [_detail(claim, self.evidence.support(claim, texts)) for claim in sentences]
        wrong = [detail for detail in details if detail.value]
        named = "; ".join(f"“{detail.claim}” {detail.why}" for detail in wrong)
        counted = f"{len(wrong)} of {len(sentences)} sentences not supported"
        return self.value(len(wrong) / len(sentences), f"{counted}: {named}" if named else counted, details)


@dataclass(frozen=True, slots=True)
class ModelHallucination(LLMMetric):
    """The share of the answer's claims that the passages contradict or do not support, by the language model; a partly
    supported claim counts half, and lower is better.
    """

    name: ClassVar[str] = "hallucination"
    better: ClassVar[Better] = "lower"
    prompts: ClassVar[tuple[Prompt, ...]] = (CLAIMS_PROMPT, CHECK_PROMPT)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if reason := uncheckable_reason(claims(answer.text), answer):
            return self.none(reason)
        details = [
            Detail(detail.claim, 1 - (detail.value or 0.0), detail.evidence, detail.why)
            for detail in check_claims(self.llm, case.question, answer)
        ]
        if not details:
            return self.none("the model finds no claim in the answer")
        wrong = sum(detail.value or 0.0 for detail in details)
        contradicted = sum(detail.why.startswith("contradicted") for detail in details)
        counts = f"{wrong:g} of {len(details)} claims not supported, {contradicted} of them contradicted"
        return self.value(wrong / len(details), counts, details)


def _detail(claim: str, support: Support) -> Detail:
    """Return 0 for a supported sentence, else 1 with the reason."""
    if support.value >= SUPPORT_THRESHOLD:
        return Detail(claim, 0.0, support.evidence, "supported")
    contradicted = support.value <= CONTRADICTED_SUPPORT and support.why == "says the opposite"
    why = (
        "contradicted: the evidence says the opposite" if contradicted else f"not supported: {support.why}".rstrip(": ")
    )
    return Detail(claim, 1.0, support.evidence, why)


METRIC = MetricSpec(
    "hallucination",
    "how much of the answer the passages do not support",
    lambda models: (Hallucination(models.evidence), *build_llm_metrics(models, ModelHallucination)),
)
