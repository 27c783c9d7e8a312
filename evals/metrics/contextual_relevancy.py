"""Whether the passages that were found have to do with the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.matching import coverage
from evals.metric import Judged, Models
from evals.model import Case, Score
from graph.sentences import sentence_bounds
from graph.words import words
from rag.model import Answer
from rag.models.embed.protocol import Embedder


@dataclass(frozen=True, slots=True)
class ContextualRelevancy(Judged):
    """The mean relevance of the hits in 0..1, discounted by 1 / log2(1 + place): the first hits count most.

    A passage is as relevant as its best sentence: half the share of the question's words in it, half the cosine of
    both, negative ones as 0. The title counts as words of every sentence.
    """

    embedder: Embedder
    name: ClassVar[str] = "contextual_relevancy"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not answer.hits:
            return self.none("nothing was retrieved")
        found = relevance(case.question, [(hit.passage.title, hit.passage.text) for hit in answer.hits], self.embedder)
        weights = [1 / math.log2(place + 2) for place in range(len(found))]
        return self.value(sum(w * r for w, r in zip(weights, found, strict=True)) / sum(weights))


def relevance(question: str, passages: Sequence[tuple[str, str]], embedder: Embedder) -> list[float]:
    """The relevance to the question of each (title, text), 0..1."""
    needed = words(question)
    own = embedder.embed([question], "query")[0]
    cuts = [sentence_bounds(text) for _, text in passages]
    vectors = embedder.embed_spans([text for _, text in passages], cuts)
    found: list[float] = []
    for (title, text), cut, matrix in zip(passages, cuts, vectors, strict=True):
        heading = set(words(title))
        shares = [coverage(needed, heading | set(words(text[low:high]))) for low, high in cut]
        likenesses = [max(0.0, float(row @ own)) for row in matrix]
        found.append(max((min(1.0, (s + c) / 2) for s, c in zip(shares, likenesses, strict=True)), default=0.0))
    return found


def build(models: Models) -> ContextualRelevancy:
    return ContextualRelevancy(models.embedder)
