"""Retrieval recall: the share of gold passages retrieved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Case, Gold, Score
from rag.types import Answer, Hit


@dataclass(frozen=True, slots=True)
class RetrievalRecall(Metric):
    """The share of gold passages among the hits.

    A gold passage is found by its id or, because ids change when documents are split again, by its quote.
    """

    name: ClassVar[str] = "retrieval_recall"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.gold:
            return self.none("the case has no gold passage")
        retrieved = sum(is_found(gold, answer.hits) for gold in case.gold)
        return self.value(retrieved / len(case.gold), f"{retrieved} of {len(case.gold)} gold passages found")


def is_found(gold: Gold, hits: Sequence[Hit]) -> bool:
    """Whether the hits include a gold passage or a passage that contains its quote."""
    if any(hit.passage.id == gold.passage_id for hit in hits):
        return True
    quote = _plain(gold.quote)
    return bool(quote) and any(quote in _plain(hit.passage.text) for hit in hits)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


METRIC = MetricSpec("retrieval_recall", "the share of gold passages retrieved", lambda _: RetrievalRecall())
