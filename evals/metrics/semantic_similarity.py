"""Semantic similarity of answer and reference by their embeddings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.sentences import wordings
from evals.metric import Models
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

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        answer_texts = [wording for wording in wordings(answer_text) if wording]
        if not answer_texts:
            return self.value(0.0, "says nothing")
        vectors = self.embedder.embed([*answer_texts, *references])
        return self.value(max(0.0, float((vectors[: len(answer_texts)] @ vectors[len(answer_texts) :].T).max())))


def build(models: Models) -> SemanticSimilarity:
    return SemanticSimilarity(models.embedder)
