"""Which of a question's words the sentences of some passages contain, weighted by how rare each is among them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.idf import idf
from graph.text.sentences import sentence_bounds
from graph.text.stemming import prefix_stems
from graph.types import Matrix, Passage, Vector


@dataclass(frozen=True, slots=True, eq=False)
class TermCoverage:
    """`held[i, j]` is 1 if sentence i or its passage's title contains word j; `weights` of the words sum to 1."""

    words: tuple[str, ...]
    held: Matrix
    weights: Vector

    def shares(self) -> Vector:
        """Return the total weight of the words in each sentence."""
        return self.held @ self.weights

    def of(self, text: str) -> Vector:
        """Return, for each sentence, the share it contains of the weight of the words that also occur in the text."""
        own = prefix_stems(text)
        weights = self.weights * np.array([word in own for word in self.words], np.float32)
        return np.asarray(self.held @ weights / max(float(weights.sum()), 1e-9), np.float32)

    def together(self) -> Matrix:
        """Return the weight of the words that each pair of sentences contains together."""
        shares = self.shares()
        return np.asarray(shares[:, None] + shares[None, :] - (self.held * self.weights) @ self.held.T, np.float32)


def cover(question: str, passages: Sequence[Passage], counts: Sequence[int]) -> TermCoverage:
    """Return the term coverage of all sentences of the passages, in order; `counts` is the number of sentences of each.

    If a passage's text splits into another number of sentences, each of them counts as containing the whole text.
    """
    asked = {stem: place for place, stem in enumerate(sorted(prefix_stems(question)))}
    within: list[Set[str]] = []
    holding = np.zeros(len(asked), np.float32)
    for passage, count in zip(passages, counts, strict=True):
        said = _sentence_stems(passage.text)
        titled = asked.keys() & prefix_stems(passage.heading)
        own = [
            titled | (asked.keys() & one)
            for one in (said if len(said) == count else [prefix_stems(passage.text)] * count)
        ]
        holding[[asked[stem] for stem in set().union(*own)]] += 1.0
        within += own
    held = np.zeros((len(within), len(asked)), np.float32)
    rows = np.repeat(np.arange(len(within)), list(map(len, within)))
    held[rows, [asked[stem] for found in within for stem in found]] = 1.0
    weights = idf(len(passages), holding, least=0.5).astype(np.float32)
    return TermCoverage(tuple(asked), held, weights / max(float(weights.sum()), 1e-9))


@lru_cache(maxsize=1_000)
def _sentence_stems(text: str) -> tuple[frozenset[str], ...]:
    """Return the stems of each sentence of a text."""
    return tuple([prefix_stems(text[start:end]) for start, end in sentence_bounds(text)])
