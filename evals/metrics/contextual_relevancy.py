"""Whether the passages that were found have to do with the question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from evals.judges.relevance import relevance
from evals.metric import Judged, Models
from evals.model import Case, Score
from rag.model import Answer
from rag.models.embed.protocol import Embedder

VERSION = 2


@dataclass(frozen=True, slots=True)
class ContextualRelevancy(Judged):
    """The mean relevance of the hits in 0..1, discounted by 1 / log2(1 + place): the first hits count most.

    A passage is as relevant as its best sentence is likely to answer the question
    (`evals.judges.relevance`). The title counts as words of every sentence.
    """

    embedder: Embedder
    name: ClassVar[str] = "contextual_relevancy"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not answer.hits:
            return self.none("nothing was retrieved")
        found = relevance(case.question, [(hit.passage.title, hit.passage.text) for hit in answer.hits], self.embedder)
        weights = [1 / math.log2(place + 2) for place in range(len(found))]
        return self.value(sum(w * r for w, r in zip(weights, found, strict=True)) / sum(weights))


def build(models: Models) -> ContextualRelevancy:
    return ContextualRelevancy(models.embedder)
