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
    """The cosine of answer and reference, the best over aliases and over the answer and its first line; below 0 is 0.

    Likeness is not agreement: two dates, or a sentence and its denial, are alike.
    """

    embedder: Embedder
    name: ClassVar[str] = "semantic_similarity"
    version: ClassVar[int] = VERSION

    def compare(self, said: str, references: tuple[str, ...]) -> Score:
        given = [one for one in wordings(said) if one]
        if not given:
            return self.value(0.0, "says nothing")
        vectors = self.embedder.embed([*given, *references])
        return self.value(max(0.0, float((vectors[: len(given)] @ vectors[len(given) :].T).max())))


METRIC = MetricSpec(
    "semantic_similarity",
    "similarity of answer and reference by their embeddings",
    lambda models: SemanticSimilarity(models.embedder),
)
