"""Context recall: how much of the reference the retrieved passages contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import MAX_PASSAGE_TOKENS, Prompt
from evals.judges.evidence import EvidenceJudge, texts_of
from evals.judges.sentences import claims
from evals.judges.statements import is_short, support_statements, unsearchable_reason
from evals.judges.support import SUPPORT_THRESHOLD
from evals.judges.verdicts import CHECK_PROMPT, SUPPORT_VALUES, judge_items
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from rag.answer.prompt import number_passages
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class ContextRecall(Metric):
    """The share of the reference's statements that the hits support, 0..1; a short reference is one statement."""

    evidence: EvidenceJudge
    name: ClassVar[str] = "context_recall"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if reason := unsearchable_reason(case):
            return self.none(reason)
        if not answer.hits:
            return self.value(0.0, "nothing was retrieved")
        supports = support_statements(case, texts_of(answer.hits), self.evidence)
        if not supports:
            return self.none("the reference makes no statement")
        supported = sum(support.value >= SUPPORT_THRESHOLD for _, support in supports)
        details = [Detail(statement, support.value, support.evidence, support.why) for statement, support in supports]
        return self.value(
            supported / len(supports), f"{supported} of {len(supports)} statements of the reference found", details
        )


@dataclass(frozen=True, slots=True)
class ModelContextRecall(LLMMetric):
    """The share of the reference's statements that the hits support by the language model; partly counts half."""

    name: ClassVar[str] = "context_recall"
    prompts: ClassVar[tuple[Prompt, ...]] = (CHECK_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if not answer.hits:
            return self.value(0.0, "nothing was retrieved")
        short = is_short(case.reference)
        items = [f"{case.question} – {case.reference}"] if short else claims(case.reference)
        details = judge_items(
            self.llm,
            CHECK_PROMPT,
            items,
            [("Passages", number_passages(answer.hits, MAX_PASSAGE_TOKENS))],
            SUPPORT_VALUES,
            answer.hits,
        )
        if not details:
            return self.none("the reference makes no statement")
        supported = sum(detail.value or 0.0 for detail in details)
        return self.value(
            supported / len(details), f"{supported:g} of {len(details)} statements of the reference found", details
        )


METRIC = MetricSpec(
    "context_recall",
    "how much of the reference the retrieved passages contain",
    lambda models: (ContextRecall(models.evidence), *build_llm_metrics(models, ModelContextRecall)),
)
