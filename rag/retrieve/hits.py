"""Load ranked passages as hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.store import GraphReader
from graph.types import Filter
from rag.retrieve.graph.seeds import SeedRankings
from rag.types import Hit, Provenance, Ranker, Seed


def load_hits(
    store: GraphReader, ranked: Sequence[tuple[str, float]], trails: Mapping[str, Provenance], where: Filter
) -> list[Hit]:
    """Load the ranked passages from the store, in that order."""
    scores = dict(ranked)
    return [
        Hit(passage, scores[passage.id], trails.get(passage.id, Provenance()))
        for passage in store.passages([passage_id for passage_id, _ in ranked], where)
    ]


def hits_of_ranker(
    ranker: Ranker, store: GraphReader, ranking: Sequence[tuple[str, float]], where: Filter
) -> list[Hit]:
    """Return the hits of a single ranker."""
    trails = {id_: Provenance((Seed(ranker, place, score),)) for place, (id_, score) in enumerate(ranking, start=1)}
    return load_hits(store, ranking, trails, where)


def hits_of_seeds(store: GraphReader, seeds: SeedRankings, k: int, where: Filter) -> list[Hit]:
    """Return the best k passages of a mixed ranking, with the rankers that found each."""
    top = seeds.hybrid[:k]
    provenance = {id_: Provenance(own) for id_, own in seeds.seeds_of(id_ for id_, _ in top).items()}
    return load_hits(store, top, provenance, where)
