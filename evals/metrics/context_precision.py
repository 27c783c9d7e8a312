"""Context precision: whether relevant passages are ranked before irrelevant ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge, passages_of
from evals.judges.relevant import RELEVANCE_PROMPT, judge_passages
from evals.metric import Metric, MetricSpec
from evals.metrics.retrieval_recall import is_found
from evals.types import Case, Detail, Score
from rag.types import Answer

RELEVANT_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class ContextPrecision(Metric):
    """Average precision of the hits, 0..1: the mean precision at the ranks of the relevant hits; 0 without any.

    A hit is relevant if it is a gold passage or contains the quote of one. If the case has no gold passage, a hit is
    relevant from 0.5 on by the judge of relevance. The reason says which.
    """

    evidence: EvidenceJudge
    name: ClassVar[str] = "context_precision"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if reason := _inapplicable_reason(case, answer):
            return self.none(reason)
        if case.gold:
            is_gold = [any(is_found(gold, [hit]) for gold in case.gold) for hit in answer.hits]
            return self.value(average_precision(is_gold), f"{_counted(is_gold)}, by the case's gold passages")
        relevances = self.evidence.relevance(case.question, passages_of(answer.hits))
        relevant = [value >= RELEVANT_THRESHOLD for value in relevances]
        return self.value(average_precision(relevant), f"{_counted(relevant)}, by the judge of relevance")


@dataclass(frozen=True, slots=True)
class ModelContextPrecision(LLMMetric):
    """Average precision of the hits, 0..1; the language model judges which are relevant, partly or fully."""

    name: ClassVar[str] = "context_precision"
    prompts: ClassVar[tuple[Prompt, ...]] = (RELEVANCE_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if reason := _inapplicable_reason(case, answer):
            return self.none(reason)
        details: list[Detail] = judge_passages(self.llm, case.question, answer.hits)
        relevant = [(detail.value or 0.0) >= RELEVANT_THRESHOLD for detail in details]
        return self.value(average_precision(relevant), f"{_counted(relevant)}, by the language model", details)


def average_precision(relevant: Sequence[bool]) -> float:
    """Return the mean precision at the ranks of relevant hits; 0 if none is relevant."""
    shares = [sum(relevant[:rank]) / rank for rank, yes in enumerate(relevant, 1) if yes]
    return sum(shares) / len(shares) if shares else 0.0


def _inapplicable_reason(case: Case, answer: Answer) -> str:
    if not case.gold and not case.reference:
        return "the case is unanswerable, so no passage is relevant"
    return "" if answer.hits else "nothing was retrieved"


def _counted(relevant: Sequence[bool]) -> str:
    ranks = ", ".join(str(rank) for rank, yes in enumerate(relevant, 1) if yes)
    return f"{sum(relevant)} of {len(relevant)} passages relevant" + (f", at rank {ranks}" if ranks else "")


METRIC = MetricSpec(
    "context_precision",
    "whether relevant passages are ranked before irrelevant ones",
    lambda models: (ContextPrecision(models.evidence), *build_llm_metrics(models, ModelContextPrecision)),
)
