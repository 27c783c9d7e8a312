"""Context utilisation: how much of the retrieved right information the answer uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.evidence import EvidenceJudge, texts_of
from evals.judges.statements import is_short, support_statements, unsearchable_reason
from evals.judges.support import SUPPORT_THRESHOLD
from evals.metric import Metric, MetricSpec
from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM, Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class ContextUtilisation(Metric):
    """Of the reference's statements that the hits bear out, the share that the answer says, 0..1.

    After RAGChecker (D. Ru et al., 2024). Where the hits hold none of them, there was nothing to use. An abstention
    uses nothing.
    """

    embedder: Embedder
    evidence: EvidenceJudge
    name: ClassVar[str] = "context_utilisation"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if reason := unsearchable_reason(case) or ("" if answer.hits else "nothing was retrieved"):
            return self.none(reason)
        there = [
            (statement, support)
            for statement, support in support_statements(case, texts_of(answer.hits), self.evidence)
            if support.value >= SUPPORT_THRESHOLD
        ]
        if not there:
            return self.none("the passages hold nothing of the reference")
        said = strip_markers(answer.text).strip()
        used = [self._used(case, statement, "" if answer.abstained else said) for statement, _ in there]
        details = [
            Detail(
                statement,
                value,
                support.evidence,
                "found and said" if value >= SUPPORT_THRESHOLD else "found, not said",
            )
            for (statement, support), value in zip(there, used, strict=True)
        ]
        kept = sum(value >= SUPPORT_THRESHOLD for value in used)
        return self.value(kept / len(there), f"{kept} of {len(there)} statements that were found are said", details)

    def _used(self, case: Case, statement: str, said: str) -> float:
        if not said:
            return 0.0
        if is_short(case.reference):
            right, _ = judge_correctness(case.question, said, (case.reference, *case.aliases), self.embedder)
            return float(right >= CORRECT_FROM)
        return self.evidence.support(statement, (said,)).value


METRIC = MetricSpec(
    "context_utilisation",
    "how much of the retrieved right information the answer uses",
    lambda models: ContextUtilisation(models.embedder, models.evidence),
)
