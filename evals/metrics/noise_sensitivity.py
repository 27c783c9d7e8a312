"""Noise sensitivity: how much of the answer is wrong because of a retrieved passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.correctness import judge_headline
from evals.judges.evidence import EvidenceJudge, texts_of, uncheckable_reason
from evals.judges.headline import headline_of
from evals.judges.sentences import claims
from evals.judges.statements import is_short
from evals.judges.support import SUPPORT_THRESHOLD
from evals.metric import Metric, MetricSpec
from evals.metrics.retrieval_recall import is_found
from evals.types import Better, Case, Detail, Score
from rag.embed.protocol import Embedder
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class NoiseSensitivity(Metric):
    """The share of the answer's sentences that the reference does not support but a hit does, 0..1; lower is better.

    With a short reference, the sentences are wrong if the whole answer is: a right answer that says more is not noise.
    The details say whether the misleading passage is a gold passage of the case.
    """

    embedder: Embedder
    evidence: EvidenceJudge
    name: ClassVar[str] = "noise_sensitivity"
    version: ClassVar[int] = 2
    better: ClassVar[Better] = "lower"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        sentences = claims(answer.text)
        if reason := uncheckable_reason(sentences, answer):
            return self.none(reason)
        wrong = self._wrong(case, answer, sentences)
        followed = [detail for claim in wrong if (detail := self._followed(case, answer, claim))]
        counts = (
            f"{len(wrong)} of {len(sentences)} sentences not in the reference, {len(followed)} of them from a passage"
        )
        return self.value(len(followed) / len(sentences), counts, followed)

    def _wrong(self, case: Case, answer: Answer, sentences: list[str]) -> list[str]:
        wordings = (case.reference, *case.aliases)
        if is_short(case.reference):
            verdict = judge_headline(case.question, headline_of(answer), wordings, self.embedder)
            return [] if verdict.right else sentences
        return [claim for claim in sentences if self.evidence.support(claim, wordings).value < SUPPORT_THRESHOLD]

    def _followed(self, case: Case, answer: Answer, claim: str) -> Detail | None:
        """Return what misled: the first hit that alone supports the claim, else all hits; None without support."""
        together = self.evidence.support(claim, texts_of(answer.hits))
        if together.value < SUPPORT_THRESHOLD:
            return None
        for hit in answer.hits:
            alone = self.evidence.support(claim, texts_of([hit]))
            if alone.value >= SUPPORT_THRESHOLD:
                gold = any(is_found(candidate, [hit]) for candidate in case.gold)
                why = (
                    "from a gold passage"
                    if gold
                    else "from a passage that is not gold"
                    if case.gold
                    else "from a passage"
                )
                return Detail(claim, 1.0, alone.evidence, why)
        return Detail(claim, 1.0, together.evidence, "from several passages together")


METRIC = MetricSpec(
    "noise_sensitivity",
    "how much of the answer is wrong because of a retrieved passage",
    lambda models: NoiseSensitivity(models.embedder, models.evidence),
)
