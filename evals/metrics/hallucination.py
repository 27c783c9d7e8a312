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
    """The share of the answer's sentences that the hits contradict or do not bear out, 0..1; less is better."""

    evidence: EvidenceJudge
    name: ClassVar[str] = "hallucination"
    version: ClassVar[int] = VERSION
    better: ClassVar[Better] = "lower"

    def __call__(self, _: Case, answer: Answer) -> Score:
        said = claims(answer.text)
        if reason := uncheckable_reason(said, answer):
            return self.none(reason)
        texts = texts_of(answer.hits)
        details = [_detail(claim, self.evidence.support(claim, texts)) for claim in said]
        wrong = [one for one in details if one.value]
        named = "; ".join(f"“{one.claim}” {one.why}" for one in wrong)
        counted = f"{len(wrong)} of {len(said)} sentences not borne out"
        return self.value(len(wrong) / len(said), f"{counted}: {named}" if named else counted, details)


@dataclass(frozen=True, slots=True)
class ModelHallucination(LLMMetric):
    """The share of the answer's claims that the passages contradict or do not tell, as the language model checks them;
    one told in part counts half, and less is better.
    """

    name: ClassVar[str] = "hallucination"
    better: ClassVar[Better] = "lower"
    prompts: ClassVar[tuple[Prompt, ...]] = (CLAIMS_PROMPT, CHECK_PROMPT)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if reason := uncheckable_reason(claims(answer.text), answer):
            return self.none(reason)
        found = [
            Detail(one.claim, 1 - (one.value or 0.0), one.evidence, one.why)
            for one in check_claims(self.llm, case.question, answer)
        ]
        if not found:
            return self.none("the model finds no claim in the answer")
        wrong = sum(one.value or 0.0 for one in found)
        against = sum(one.why.startswith("contradicted") for one in found)
        told = f"{wrong:g} of {len(found)} claims not borne out, {against} of them contradicted"
        return self.value(wrong / len(found), told, found)


def _detail(claim: str, support: Support) -> Detail:
    """Return 0 for a supported sentence, else 1 with the reason."""
    if support.value >= SUPPORT_THRESHOLD:
        return Detail(claim, 0.0, support.evidence, "borne out")
    against = support.value <= CONTRADICTED_SUPPORT and support.why == "says the opposite"
    why = "contradicted: the evidence says the opposite" if against else f"not borne out: {support.why}".rstrip(": ")
    return Detail(claim, 1.0, support.evidence, why)


METRIC = MetricSpec(
    "hallucination",
    "how much of the answer the passages do not support",
    lambda models: (Hallucination(models.evidence), *build_llm_metrics(models, ModelHallucination)),
)
