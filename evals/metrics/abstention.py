"""Abstention: whether the system answers answerable questions and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.metric import Metric, MetricSpec
from evals.types import Case, Score
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Abstention(Metric):
    """1 for answering an answerable case or not answering an unanswerable one, else 0; correctness is ignored.

    Evidence without a short answer counts as right for either.

    The reason names the cell of the 2×2 table.
    """

    name: ClassVar[str] = "abstention"

    def __call__(self, case: Case, answer: Answer) -> Score:
        answerable = bool(case.reference)
        done = "abstained" if answer.abstained else "evidence only" if answer.declines else "answered"
        cell = f"{done}, {'answerable' if answerable else 'unanswerable'}"
        return self.value(float(not answer.abstained if answerable else answer.declines), cell)


METRIC = MetricSpec("abstention", "whether answerable questions are answered, and no others", lambda _: Abstention())
