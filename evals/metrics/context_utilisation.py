"""Context utilisation: how much of the retrieved right information the answer uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.correctness import judge_headline
from evals.judges.evidence import EvidenceJudge, texts_of
from evals.judges.headline import headline_of
from evals.judges.statements import is_short, support_statements, unsearchable_reason
from evals.judges.support import SUPPORT_THRESHOLD
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class ContextUtilisation(Metric):
    """Of the reference's statements that the hits support, the share that the answer contains, 0..1.

    After RAGChecker (D. Ru et al., 2024). No score if the hits support none of them. An abstention is 0.
    """

    embedder: Embedder
    evidence: EvidenceJudge
    name: ClassVar[str] = "context_utilisation"
    version: ClassVar[int] = 2

    def __call__(self, case: Case, answer: Answer) -> Score:
        if reason := unsearchable_reason(case) or ("" if answer.hits else "nothing was retrieved"):
            return self.none(reason)
        retrieved = [
            (statement, support)
            for statement, support in support_statements(case, texts_of(answer.hits), self.evidence)
            if support.value >= SUPPORT_THRESHOLD
        ]
        if not retrieved:
            return self.none("the passages contain nothing of the reference")
        used = [self._used(case, answer, statement) for statement, _ in retrieved]
        details = [
            Detail(
                statement,
                value,
                support.evidence,
                "retrieved and used" if value >= SUPPORT_THRESHOLD else "retrieved, not used",
            )
            for (statement, support), value in zip(retrieved, used, strict=True)
        ]
        used_count = sum(value >= SUPPORT_THRESHOLD for value in used)
        return self.value(
            used_count / len(retrieved),
            f"{used_count} of {len(retrieved)} retrieved statements are used",
            details,
        )

    def _used(self, case: Case, answer: Answer, statement: str) -> float:
        answer_text = strip_markers(answer.text).strip()
        if answer.abstained or not answer_text:
            return 0.0
        if is_short(case.reference):
            references = (case.reference, *case.aliases)
            return float(judge_headline(case.question, headline_of(answer), references, self.embedder).right)
        return self.evidence.support(statement, (answer_text,)).value


METRIC = MetricSpec(
    "context_utilisation",
    "how much of the retrieved right information the answer uses",
    lambda models: ContextUtilisation(models.embedder, models.evidence),
)
