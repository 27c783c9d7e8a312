"""Graph retrieval: seeds from four rankers, bridges over sentences, PageRank on the graph around the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.model import EVERYTHING, LocalGraph, Seeds, Vector, Where
from graph.pagerank import Ranks, idf, mention_weights, walk
from graph.store import GraphStore
from rag.model import Hit, Seed, Step, Trail
from rag.models.embed.protocol import Embedder
from rag.models.tag.protocol import Tagger
from rag.retrieve.bridges import Bridges, Bridging, bridge
from rag.retrieve.seeds import Seeding, gather, hits

STEPS = 4


@dataclass(frozen=True, slots=True)
class Propagation:
    """How seeds spread: passages that start, the mass entities start with against 1 for passages, the walk's damping
    and length, and the size of the local graph."""

    starts: int = 50
    entity_mass: float = 2.5
    damping: float = 0.8
    iterations: int = 20
    limit: int = 500
    blend: float = 0.06
    bridging: Bridging = Bridging()


class Graph:
    """Finds passages by walking from what the question says and names."""

    def __init__(
        self, store: GraphStore, embedder: Embedder, tagger: Tagger, propagation: Propagation = Propagation()
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._tagger = tagger
        self._propagation = propagation

    def __call__(self, question: str, k: int, where: Where = EVERYTHING) -> list[Hit]:
        seeding = gather(question, self._store, self._embedder, self._tagger, where)
        rule = self._propagation
        starts = passage_starts(seeding.hybrid, rule.starts)
        named = {one.entity_id: one.certainty for one in seeding.linked}
        local = self._store.around(Seeds(starts, named), rule.limit, where)
        if not local.passages:
            return []
        bridges = self._bridges(local, seeding, named)
        ranks = walk(
            local,
            _aligned(local.passages, starts),
            _mass(bridges.scores, rule.entity_mass),
            rule.damping,
            rule.iterations,
        )
        ranked = _ranked(local, ranks, seeding, rule.blend)[:k]
        trails = self._trails(local, ranks, bridges, seeding.seeds_of(), [id_ for id_, _ in ranked], where)
        return hits(self._store, ranked, trails, where)

    def _bridges(self, local: LocalGraph, seeding: Seeding, named: dict[str, float]) -> Bridges:
        seeds = _aligned(local.entities, named) * idf(local)
        if not local.sentences or not seeds.any():
            return Bridges(seeds, {})
        likeness = self._store.vectors(local.sentences, "sentence") @ seeding.vector
        return bridge(local, likeness, seeds, self._propagation.bridging)

    def _trails(
        self,
        local: LocalGraph,
        ranks: Ranks,
        bridges: Bridges,
        seeds: Mapping[str, tuple[Seed, ...]],
        passage_ids: Sequence[str],
        where: Where,
    ) -> dict[str, Trail]:
        """For each passage its seeds and the entities that carry most of the mass it receives."""
        carried = mention_weights(local)
        sums = np.bincount(local.mention_entity, carried, len(local.entities))
        mass = ranks.entities[local.mention_entity] * carried / sums[local.mention_entity]
        place = {passage_id: index for index, passage_id in enumerate(local.passages)}
        steps: dict[str, list[tuple[int, float]]] = {}
        for passage_id in passage_ids:
            edges = np.flatnonzero(local.mention_passage == place[passage_id])
            best = edges[np.argsort(-mass[edges], kind="stable")][:STEPS]
            steps[passage_id] = [(int(local.mention_entity[e]), float(mass[e])) for e in best if mass[e] > 0]
        wanted = sorted({local.entities[e] for chosen in steps.values() for e, _ in chosen})
        names = {view.entity.id: view.name for view in self._store.entities(wanted, where)}

        def step(entity: int, weight: float) -> Step:
            entity_id = local.entities[entity]
            sentence = bridges.opened_by.get(entity)
            origin = local.passages[local.sentence_passage[sentence]] if sentence is not None else ""
            return Step(entity_id, names.get(entity_id, entity_id), weight, origin)

        return {id_: Trail(seeds.get(id_, ()), tuple(step(e, w) for e, w in steps[id_])) for id_ in passage_ids}


def passage_starts(hybrid: Sequence[tuple[str, float]], count: int) -> dict[str, float]:
    """The first passages with the square of their lead over the last of them, total 1; alike where none leads."""
    top = hybrid[:count]
    floor = top[-1][1] if len(top) == count else 0.0
    squared = {passage_id: (score - floor) ** 2 for passage_id, score in top}
    total = sum(squared.values())
    if not total:
        return {passage_id: 1.0 / len(top) for passage_id in squared}
    return {passage_id: value / total for passage_id, value in squared.items() if value}


def _aligned(ids: Sequence[str], weights: dict[str, float]) -> Vector:
    return np.array([weights.get(id_, 0.0) for id_ in ids], dtype=np.float32)


def _mass(scores: Vector, mass: float) -> Vector:
    total = float(scores.sum())
    return scores * np.float32(mass / total) if total > 0 else scores


def _ranked(local: LocalGraph, ranks: Ranks, seeding: Seeding, blend: float) -> list[tuple[str, float]]:
    """Passages by mass; `blend` adds that share of the hybrid score to the mass scaled to 0..1."""
    scores = ranks.passages
    top = float(scores.max())
    if blend and top > 0:
        scores = (1.0 - blend) * scores / top + blend * _aligned(local.passages, dict(seeding.hybrid))
    order = sorted(range(len(local.passages)), key=lambda i: (-scores[i], local.passages[i]))
    return [(local.passages[i], float(scores[i])) for i in order]
