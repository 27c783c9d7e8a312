"""Citation validity: whether the answer's quotes are in the cited passages and do not contradict its claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class CitationValidity(Metric):
    """The share of citations whose quote is in its passage and does not contradict the claim."""

    name: ClassVar[str] = "citation_validity"

    def __call__(self, _: Case, answer: Answer) -> Score:
        if answer.abstained:
            return self.none("abstained")
        if answer.declines:
            return self.none("evidence only, which claims nothing")
        if not answer.citations:
            return self.none("the answer cites nothing")
        verified = sum(citation.verified for citation in answer.citations)
        counts = f"{verified} of {len(answer.citations)} quotes verified"
        return self.value(verified / len(answer.citations), counts if verified else f"unsupported: {counts}")


METRIC = MetricSpec(
    "citation_validity",
    "whether the quotes are in the cited passages and do not contradict the claims",
    lambda _: CitationValidity(),
)
