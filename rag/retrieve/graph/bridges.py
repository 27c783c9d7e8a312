"""Bridges from the entities a question names to those it only implies, over the sentences that connect them.

Each active entity opens its unused sentences that are most similar to the question. The other entities in those
sentences become active with its score times the similarity. The idea is LinearRAG's (arXiv 2510.10114).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.local import LocalGraph
from graph.types import Integers, Vector


@dataclass(frozen=True, slots=True)
class BridgeParameters:
    """Limits of bridging: hops, sentences opened per entity, the least score that is propagated, and the most passages
    an entity may occur in to be expanded."""

    hops: int = 2
    sentences: int = 2
    least: float = 0.25
    widest: int = 200


@dataclass(frozen=True, slots=True, eq=False)
class Bridges:
    """`scores` per entity, seeds included; `opened_by` maps each newly reached entity to the sentence that opened
    it."""

    scores: Vector
    opened_by: dict[int, int]


def find_bridges(
    local: LocalGraph, similarity: Vector, seeds: Vector, rule: BridgeParameters = BridgeParameters()
) -> Bridges:
    """Propagate entity seeds (any scale; the greatest counts as 1) over sentences, given each one's `similarity` to the
    question."""
    scores = seeds.astype(np.float32).copy()
    opened_by: dict[int, int] = {}
    if not scores.any():
        return Bridges(scores, opened_by)
    by_entity = _GroupedValues(local.sentence_entity, local.sentence_index)
    by_sentence = _GroupedValues(local.sentence_index, local.sentence_entity)
    strength = scores / scores.max()
    active = {int(e): float(strength[e]) for e in np.flatnonzero(strength)}
    used: set[int] = set()
    for _ in range(rule.hops):
        found: dict[int, float] = {}
        for entity, score in sorted(active.items(), key=lambda item: (-item[1], item[0])):
            if score < rule.least or local.frequency[entity] > rule.widest:
                continue
            for sentence in _best(by_entity[entity], similarity, used, rule.sentences):
                used.add(sentence)
                gain = score * float(similarity[sentence])
                for other in by_sentence[sentence].tolist():
                    if other != entity and gain > found.get(other, rule.least):
                        found[other] = gain
                        if not seeds[other]:
                            opened_by.setdefault(other, sentence)
        for entity, gain in found.items():
            scores[entity] += gain * float(seeds.max())
        active = {entity: gain for entity, gain in found.items() if entity not in active}
    return Bridges(scores, opened_by)


def _best(sentences: Integers, similarity: Vector, used: set[int], count: int) -> list[int]:
    unused = [sentence for sentence in sentences.tolist() if sentence not in used]
    return sorted(unused, key=lambda sentence: (-similarity[sentence], sentence))[:count]


class _GroupedValues:
    """Values grouped by key, in their original order."""

    def __init__(self, keys: Integers, values: Integers) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._values = keys[order], values[order]

    def __getitem__(self, key: int) -> Integers:
        low, high = np.searchsorted(self._keys, (key, key + 1))
        return self._values[low:high]
