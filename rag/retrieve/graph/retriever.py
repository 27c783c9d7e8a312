"""Graph retrieval: seeds from four rankers, bridges over sentences, PageRank on the graph around the question, and a
reranker for the top of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.local import LocalGraph, Seeds
from graph.pagerank import PageRanks, entity_idf, personalised_pagerank
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Vector
from rag.embed.protocol import Embedder
from rag.ner.protocol import Tagger
from rag.retrieve.graph.bridges import BridgeParameters, Bridges, find_bridges
from rag.retrieve.graph.entity_linking import LinkedEntity
from rag.retrieve.graph.provenance import SearchTrace, trace_provenance
from rag.retrieve.graph.rerank import CandidatePool, QuestionContext, Ranking, RerankParameters, rerank_pool, weigh
from rag.retrieve.graph.seeds import SeedRankings, gather_seeds, load_hits
from rag.types import Hit


@dataclass(frozen=True, slots=True)
class Propagation:
    """Propagation parameters: number of seed passages, total entity mass relative to 1 for passages, PageRank damping
    and iterations, size of the local graph, and the weight of the hybrid score."""

    starts: int = 50
    entity_mass: float = 2.5
    damping: float = 0.8
    iterations: int = 10
    limit: int = 200
    blend: float = 0.06
    bridging: BridgeParameters = BridgeParameters()
    ordering: RerankParameters = RerankParameters()


@dataclass(frozen=True, slots=True, eq=False)
class GraphSearch:
    """The intermediate results of a search before its top passages are reranked."""

    sought: QuestionContext
    bridges: Bridges
    ranks: PageRanks
    ranking: Ranking


class Graph:
    """Retrieves passages by PageRank seeded with what the question says and names."""

    def __init__(
        self, store: GraphStore, embedder: Embedder, tagger: Tagger, propagation: Propagation = Propagation()
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._tagger = tagger
        self._propagation = propagation

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        found = self.spread(question, where)
        if not found.ranking:
            return []
        weighed = self.weigh(found, where)
        return self.to_hits(found, weighed, self.put(found, weighed), k, where)

    def put(self, found: GraphSearch, weighed: CandidatePool) -> Ranking:
        """Return the ranking with its top passages reranked."""
        rule = self._propagation.ordering
        ranking = rerank_pool(found.ranking, weighed, rule) if rule.first else found.ranking
        if not found.sought.seeding.trust:
            ranking = move_to_front(ranking, found.sought.local, found.sought.seeding.hybrid[0][0])
        return ranking

    def to_hits(
        self, found: GraphSearch, weighed: CandidatePool, ranking: Ranking, k: int, where: Filter = EVERYTHING
    ) -> list[Hit]:
        """Return the top k passages of a ranking with their provenance."""
        local = found.sought.local
        ranked = [(local.passages[place], score) for place, score in ranking[:k]]
        walked = SearchTrace(
            local,
            certain_entities(found.sought.seeding.linked),
            found.bridges,
            found.ranks,
            weighed.paths.links(weighed.pool),
        )
        seeds = found.sought.seeding.seeds_of(passage_id for passage_id, _ in ranked)
        return load_hits(self._store, ranked, trace_provenance(walked, seeds, self._store, where), where)

    def spread(self, question: str, where: Filter = EVERYTHING) -> GraphSearch:
        """Rank the passages around a question by the mass that flows to them."""
        rule = self._propagation
        seeding = gather_seeds(question, self._store, self._embedder, self._tagger, where)
        starts = seed_weights(seeding.hybrid, rule.starts)
        named = {one.entity_id: one.certainty for one in seeding.linked}
        local = self._store.around(Seeds(starts, named), rule.limit, where)
        likeness = np.zeros(0, np.float32)
        if local.sentences:
            likeness = self._store.similarities(local.sentences, seeding.vector, "sentence")
        seeds = np.zeros(len(local.entities), np.float32)
        for id_, place in local.entity_places(named).items():
            seeds[place] = named[id_]
        bridges = find_bridges(local, likeness, seeds * entity_idf(local), rule.bridging)
        entities = _mass(bridges.scores, rule.entity_mass)
        ranks = personalised_pagerank(local, _aligned(local.passages, starts), entities, rule.damping, rule.iterations)
        ranking = _ranked(local, ranks, seeding, rule.blend)
        return GraphSearch(QuestionContext(question, seeding, local, likeness), bridges, ranks, ranking)

    def weigh(self, found: GraphSearch, where: Filter = EVERYTHING) -> CandidatePool:
        """Compute the reranking features of the top passages."""
        rule = self._propagation.ordering
        first = found.ranking[: rule.first]
        ids = [found.sought.local.passages[place] for place, _ in first]
        passages = {passage.id: passage for passage in self._store.passages(ids, where)}
        return weigh(found.sought, first, passages, rule.widest)


def move_to_front(ranking: Ranking, local: LocalGraph, first: str) -> Ranking:
    """Move the passage with this id, if the ranking has it, to the front.

    If the vectors carry no signal, words alone decide which passage a question asks for, and the graph what belongs to
    it.
    """
    before = [(place, ranking[0][1]) for place, _ in ranking if local.passages[place] == first]
    return before + [(place, score) for place, score in ranking if local.passages[place] != first]


def certain_entities(linked: Sequence[LinkedEntity]) -> frozenset[str]:
    """Return the ids of entities linked by exact name or alias; if there are none, of all linked entities."""
    certain = frozenset(one.entity_id for one in linked if one.way in ("exact", "alias"))
    return certain or frozenset(one.entity_id for one in linked)


def seed_weights(hybrid: Sequence[tuple[str, float]], count: int) -> dict[str, float]:
    """Weight the first passages by the square of their margin over the last one, total 1; uniform if all scores are
    equal."""
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


def _ranked(local: LocalGraph, ranks: PageRanks, seeding: SeedRankings, blend: float) -> Ranking:
    """Rank passages by mass; `blend` is the weight of the hybrid score against mass scaled to 0..1."""
    scores = ranks.passages
    top = float(scores.max(initial=0.0))
    if blend and top > 0:
        scores = (1.0 - blend) * scores / top + blend * _aligned(local.passages, dict(seeding.hybrid))
    order = sorted(range(len(local.passages)), key=lambda i: (-scores[i], local.passages[i]))
    return [(i, float(scores[i])) for i in order]
