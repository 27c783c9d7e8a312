"""Mine hard negatives with a retriever, and merge passages that are nearly the same.

A passage counts as a negative only if its similarity to the question is below a share of the positive's (G. de Souza P.
Moreira et al., "NV-Retriever", 2024): what is as similar as the positive may well answer the question, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals.tuning.types import Example
from graph.store import GraphReader
from graph.types import Filter, Matrix, Passage
from rag.embed.protocol import Embedder
from rag.types import Retriever

BELOW_POSITIVE = 0.95
"""The share of the positive's similarity below which a passage is a negative."""

NEAR_DUPLICATE = 0.97
"""The cosine of two passages' vectors from which they say the same."""

MINED = 40
"""Passages retrieved for a question, of which the negatives are taken."""

_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class NegativeMiner:
    """Mines negatives for a question in the documents of a filter, outside of the held-out ones."""

    store: GraphReader
    embedder: Embedder
    retrieve: Retriever
    where: Filter
    held_out: Collection[str]

    def __call__(self, example: Example, count: int) -> Example:
        """Return the example with at most `count` negatives, in the order in which they were retrieved."""
        own = [passage.id for passage in example.passages]
        found = [hit.passage for hit in self.retrieve(example.question, MINED, self.where)]
        others = [one for one in found if one.id not in own and one.document_id not in self.held_out and not one.hidden]
        if own and others:
            others = list(self._below(example.question, own, others))
        return replace(example, negatives=tuple(others[:count]))

    def _below(self, question: str, own: Sequence[str], others: Sequence[Passage]) -> Iterator[Passage]:
        """Yield passages less similar to the question than the positives, and unlike each of them."""
        vector = self.embedder.embed([question], "query")[0]
        names = [passage.id for passage in others]
        positives, rows = self.store.vectors(own, "passage"), self.store.vectors(names, "passage")
        limit = BELOW_POSITIVE * float((positives @ vector).min())
        like = (rows @ positives.T).max(axis=1, initial=-1.0)
        for passage, similarity, duplicate in zip(others, rows @ vector, like, strict=True):
            if similarity < limit and duplicate < NEAR_DUPLICATE:
                yield passage


def merge_near_duplicates(examples: Sequence[Example], store: GraphReader) -> tuple[Example, ...]:
    """Return the examples with passages that are nearly the same replaced by one of them.

    A batch that must not hold a passage twice would otherwise take the other one for a negative.
    """
    passages = {passage.id: passage for example in examples for passage in example.passages}
    names = sorted(passages)
    first = _first_of_group(store.vectors(names, "passage")) if names else []
    merged = {name: passages[names[place]] for name, place in zip(names, first, strict=True)}

    def kept(found: Sequence[Passage]) -> tuple[Passage, ...]:
        return tuple(dict.fromkeys(merged.get(passage.id, passage) for passage in found))

    return tuple(replace(example, passages=kept(example.passages)) for example in examples)


def _first_of_group(rows: Matrix) -> list[int]:
    """Return for each row the first row that it is linked to by near-duplicates."""
    first = list(range(len(rows)))
    for start in range(0, len(rows), _BLOCK):
        like = rows[start : start + _BLOCK] @ rows.T >= NEAR_DUPLICATE
        for one, other in zip(*np.nonzero(like), strict=True):
            low, high = sorted((first[start + int(one)], first[int(other)]))
            if low != high:
                first = [low if root == high else root for root in first]
    return first
