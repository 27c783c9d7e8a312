"""Tells what led to each hit: the rankers that seeded it and the entities that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.model import EVERYTHING, LocalGraph, Vector, Where
from graph.pagerank import Ranks, mention_weights
from graph.store import GraphStore
from rag.model import Seed, Step, Trail
from rag.retrieve.bridges import Bridges
from rag.retrieve.paths import Link

STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """What a search went through; `links` by the index of the passage they lead to."""

    local: LocalGraph
    bridges: Bridges
    ranks: Ranks
    links: Mapping[int, Link]


def trails(
    walked: Walked,
    seeds: Mapping[str, tuple[Seed, ...]],
    store: GraphStore,
    where: Where = EVERYTHING,
) -> dict[str, Trail]:
    """For each passage its seeds, the entity that the best path leads through, and those that carry most mass to it."""
    local = walked.local
    place = {passage_id: index for index, passage_id in enumerate(local.passages)}
    mass = _mass(walked)
    steps: dict[str, list[tuple[int, float]]] = {}
    for passage_id in seeds:
        edges = np.flatnonzero(local.mention_passage == place[passage_id])
        edges = edges[np.argsort(-mass[edges], kind="stable")]
        link = walked.links.get(place[passage_id])
        if link is not None:
            edges = edges[np.argsort(local.mention_entity[edges] != link.entity, kind="stable")]
        steps[passage_id] = [(int(local.mention_entity[e]), float(mass[e])) for e in edges[:STEPS] if mass[e] > 0]
    wanted = sorted({local.entities[e] for chosen in steps.values() for e, _ in chosen})
    names = {view.entity.id: view.name for view in store.entities(wanted, where)}

    def step(passage_id: str, entity: int, weight: float) -> Step:
        entity_id = local.entities[entity]
        return Step(entity_id, names.get(entity_id, entity_id), weight, _origin(walked, place[passage_id], entity))

    return {id_: Trail(own, tuple(step(id_, e, w) for e, w in steps[id_])) for id_, own in seeds.items()}


def _mass(walked: Walked) -> Vector:
    """The mass that flows to the passage of each mention."""
    local = walked.local
    carried = mention_weights(local)
    sums = np.bincount(local.mention_entity, carried, len(local.entities))
    return np.asarray(walked.ranks.entities[local.mention_entity] * carried / sums[local.mention_entity], np.float32)


def _origin(walked: Walked, passage: int, entity: int) -> str:
    """The passage from which an entity was reached, empty for one that the question names."""
    link = walked.links.get(passage)
    if link is not None and link.entity == entity:
        return walked.local.passages[link.passage]
    sentence = walked.bridges.opened_by.get(entity)
    return walked.local.passages[walked.local.sentence_passage[sentence]] if sentence is not None else ""
