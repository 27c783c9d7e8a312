"""Contextual relevancy: whether the retrieved passages are relevant to the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge, passages_of
from evals.judges.relevant import RELEVANCE_PROMPT, RELEVANCE_VALUES, judge_passages
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from rag.types import Answer

VERSION = 2


@dataclass(frozen=True, slots=True)
class ContextualRelevancy(Metric):
    """The mean relevance of the hits in 0..1, discounted by 1 / log2(1 + rank): the first hits count most.

    A passage's relevance is the probability that its best sentence answers the question (`evals.judges.relevance`).
    The title's words count in every sentence.
    """

    evidence: EvidenceJudge
    name: ClassVar[str] = "contextual_relevancy"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not answer.hits:
            return self.none("nothing was retrieved")
        relevances = self.evidence.relevance(case.question, passages_of(answer.hits))
        details = [
            Detail(hit.passage.title or hit.passage.text[:80], value, "", f"rank {rank}")
            for rank, (hit, value) in enumerate(zip(answer.hits, relevances, strict=True), 1)
        ]
        return self.value(discounted_mean(relevances), _counted(relevances), details)


@dataclass(frozen=True, slots=True)
class ModelContextualRelevancy(LLMMetric):
    """The mean relevance of the hits by the language model, 1, 0.5 or 0, discounted by 1 / log2(1 + rank)."""

    name: ClassVar[str] = "contextual_relevancy"
    prompts: ClassVar[tuple[Prompt, ...]] = (RELEVANCE_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if not answer.hits:
            return self.none("nothing was retrieved")
        details = judge_passages(self.llm, case.question, answer.hits)
        values = [detail.value or 0.0 for detail in details]
        return self.value(discounted_mean(values), _counted(values), details)


def discounted_mean(values: Sequence[float]) -> float:
    """Return the mean of ranked values, each weighted 1 / log2(1 + rank)."""
    weights = [1 / math.log2(index + 2) for index in range(len(values))]
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)


def _counted(values: Sequence[float]) -> str:
    relevant = sum(value >= RELEVANCE_VALUES["partly"] for value in values)
    return f"{relevant} of {len(values)} passages are relevant to the question"


METRIC = MetricSpec(
    "contextual_relevancy",
    "whether the retrieved passages are relevant to the question",
    lambda models: (ContextualRelevancy(models.evidence), *build_llm_metrics(models, ModelContextualRelevancy)),
)
