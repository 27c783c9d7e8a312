"""Semantic similarity of answer and reference by their embeddings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score
from rag.embed.protocol import Embedder

VERSION = 1


@dataclass(frozen=True, slots=True)
class SemanticSimilarity(ReferenceMetric):
    """The cosine of answer and reference, at least 0; the best over aliases and over the answer and its first line.

    Similar is not the same: two dates, or a sentence and its denial, are similar.
    """

    embedder: Embedder
    name: ClassVar[str] = "semantic_similarity"
    version: ClassVar[int] = VERSION

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        answer_texts = [wording for wording in wordings(answer_text) if wording]
        if not answer_texts:
            return self.value(0.0, "says nothing")
        vectors = self.embedder.embed([*answer_texts, *references])
        return self.value(max(0.0, float((vectors[: len(answer_texts)] @ vectors[len(answer_texts) :].T).max())))


METRIC = MetricSpec(
    "semantic_similarity",
    "similarity of answer and reference by their embeddings",
    lambda models: SemanticSimilarity(models.embedder),
)
