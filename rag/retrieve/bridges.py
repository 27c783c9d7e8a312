"""Bridges from what a question names to what it means: sentences that lead from one entity to the next.

An active entity opens its unused sentences most like the question; the entities found there become active with its
score times the likeness. The idea is LinearRAG's (arXiv 2510.10114).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.model import LocalGraph, Vector


@dataclass(frozen=True, slots=True)
class Bridging:
    """How far bridges go: hops, sentences an entity opens, the least score that goes on, the most passages a bridge
    entity may stand in."""

    hops: int = 2
    sentences: int = 2
    least: float = 0.25
    widest: int = 200


@dataclass(frozen=True, slots=True, eq=False)
class Bridges:
    """`scores` per entity, seeds included; `opened_by` is the sentence through which a new entity was found, or -1."""

    scores: Vector
    opened_by: dict[int, int]


def bridge(local: LocalGraph, likeness: Vector, seeds: Vector, rule: Bridging = Bridging()) -> Bridges:
    """Spread entity seeds (any scale; the greatest counts as 1) over sentences with `likeness` to the question."""
    scores = seeds.astype(np.float32).copy()
    opened_by: dict[int, int] = {}
    if not scores.any():
        return Bridges(scores, opened_by)
    by_entity = _grouped(local.sentence_entity, local.sentence_index, len(local.entities))
    by_sentence = _grouped(local.sentence_index, local.sentence_entity, len(local.sentences))
    strength = scores / scores.max()
    active = {int(e): float(strength[e]) for e in np.flatnonzero(strength)}
    used: set[int] = set()
    for _ in range(rule.hops):
        found: dict[int, float] = {}
        for entity, score in sorted(active.items(), key=lambda item: (-item[1], item[0])):
            if score < rule.least or local.frequency[entity] > rule.widest:
                continue
            for sentence in _best(by_entity[entity], likeness, used, rule.sentences):
                used.add(sentence)
                gain = score * float(likeness[sentence])
                for other in by_sentence[sentence]:
                    if other != entity and gain > found.get(other, rule.least):
                        found[other] = gain
                        if not seeds[other]:
                            opened_by.setdefault(other, sentence)
        for entity, gain in found.items():
            scores[entity] += gain * float(seeds.max())
        active = {entity: gain for entity, gain in found.items() if entity not in active}
    return Bridges(scores, opened_by)


def _best(sentences: list[int], likeness: Vector, used: set[int], count: int) -> list[int]:
    unused = [sentence for sentence in sentences if sentence not in used]
    return sorted(unused, key=lambda sentence: (-likeness[sentence], sentence))[:count]


def _grouped(keys: np.ndarray, values: np.ndarray, count: int) -> list[list[int]]:
    groups: list[list[int]] = [[] for _ in range(count)]
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        groups[key].append(value)
    return groups
