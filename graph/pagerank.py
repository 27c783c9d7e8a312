"""Personalised PageRank on the passages and entities around one question.

A walker at a passage moves to an entity it mentions, at an entity to a passage that mentions it, both in proportion to
(1 + ln count) x idf; with probability 1 - damping it restarts at the seeds (Haveliwala 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.idf import idf
from graph.local import LocalGraph
from graph.types import Vector


@dataclass(frozen=True, slots=True, eq=False)
class PageRanks:
    """Stationary probability of each passage and of each entity."""

    passages: Vector
    entities: Vector


def entity_idf(local: LocalGraph) -> Vector:
    """Return ln(1 + passages / passages that mention the entity) for each entity."""
    return idf(local.total, local.frequency).astype(np.float32)


def mention_weights(local: LocalGraph) -> Vector:
    """Return (1 + ln count) x idf for each mention edge."""
    return ((1.0 + np.log(local.mention_count)) * entity_idf(local)[local.mention_entity]).astype(np.float32)


def personalised_pagerank(
    local: LocalGraph,
    passage_seeds: Vector,
    entity_seeds: Vector,
    damping: float = 0.8,
    iterations: int = 20,
) -> PageRanks:
    """Rank passages and entities for seeds of any positive mass; all zeros without seeds."""
    total = float(passage_seeds.sum() + entity_seeds.sum())
    if total <= 0.0:
        return PageRanks(np.zeros_like(passage_seeds), np.zeros_like(entity_seeds))
    holder, named = local.mention_passage, local.mention_entity
    carried = mention_weights(local)
    leaving = carried / np.bincount(holder, carried)[holder]
    arriving = carried / np.bincount(named, carried)[named]
    passages, entities = passage_seeds / total, entity_seeds / total
    restart_passages, restart_entities = (1.0 - damping) * passages, (1.0 - damping) * entities
    for _ in range(iterations):
        passages, entities = (
            restart_passages + damping * np.bincount(holder, arriving * entities[named], len(passages)),
            restart_entities + damping * np.bincount(named, leaving * passages[holder], len(entities)),
        )
    return PageRanks(passages.astype(np.float32), entities.astype(np.float32))
