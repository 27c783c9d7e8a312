"""Rankings of the passages of a local graph."""

from __future__ import annotations

from graph.local import LocalGraph
from graph.types import Vector
from rag.retrieve.graph.paths import PassagePool

Ranking = list[tuple[int, float]]
"""Passages as (index in the local graph, score), best first."""


def place_pool_first(ranking: Ranking, pool: PassagePool, scores: Vector) -> Ranking:
    """Move the pool's passages to the front of the ranking, ordered by these scores."""
    places = pool.passages.tolist()
    chosen = set(places)
    rest = [(place, score) for place, score in ranking if place not in chosen]
    floor = min(rest[0][1], 1.0) if rest else 0.0
    low, high = float(scores.min(initial=0.0)), float(scores.max(initial=0.0))
    scaled = floor + (1.0 - floor) * (scores - low) / max(high - low, 1e-9)
    first = sorted(range(len(places)), key=lambda i: (-scores[i], i))
    return [(places[i], float(scaled[i])) for i in first] + rest


def move_to_front(ranking: Ranking, local: LocalGraph, first: str) -> Ranking:
    """Move the passage with this id, if the ranking has it, to the front."""
    before = [(place, ranking[0][1]) for place, _ in ranking if local.passages[place] == first]
    return before + [(place, score) for place, score in ranking if local.passages[place] != first]
