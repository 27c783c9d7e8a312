"""Rerank the top passages by how they cover the question, alone and in pairs.

The score is a weighted sum of the features below; `tests/tools/train_rerank.py` fits the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from graph.idf import idf
from graph.local import LocalGraph
from graph.pagerank import entity_idf
from graph.types import Matrix, Passage, Vector
from rag.linear_model import LinearModel
from rag.retrieve.graph.paths import PassagePool, Paths, paths, pool
from rag.retrieve.graph.seeds import SeedRankings
from rag.retrieve.graph.term_coverage import TermCoverage, cover

RERANK_FILE = Path(__file__).with_name("rerank.json")

RERANK_FEATURES = (
    "lead",
    "hybrid",
    "lexical",
    "likeness",
    "named",
    "mentions",
    "words",
    "pair",
    "onward",
    "opens",
    "reached",
)
"""Per passage: `lead`, ln of its score relative to the best; `hybrid`, 60 / (60 + rank in the hybrid ranking, from 0);
`lexical`, its share of the best BM25 score times 1 - trust in the vectors; `likeness`, the cosine of its best
sentence times that trust; `named`, the certainty that the question names its subject; `mentions`, the same for any
entity it mentions, times idf relative to the maximum; `words`, the share of the question's words in its best
sentence; the rest are described in `rag.retrieve.graph.paths`."""

PATH_FEATURES = ("pair", "onward", "opens", "reached")

MIN_LEAD = 1e-3
MAX_LINKING_CERTAINTY = 0.15
RANK_CONSTANT = 60
UNRANKED_PLACE = 240

Ranking = list[tuple[int, float]]
"""Passages as (index in the local graph, score), best first."""


@dataclass(frozen=True, slots=True)
class RerankParameters:
    """Reranking parameters: how many top passages are reranked, the most passages an entity may occur in to link two of
    them, and the model that weighs the features; None means the trained one."""

    first: int = 30
    widest: int = 200
    model: LinearModel | None = None


@dataclass(frozen=True, slots=True, eq=False)
class QuestionContext:
    """A question with its seeds, the local graph around it, and the cosine of each sentence in that graph."""

    question: str
    seeding: SeedRankings
    local: LocalGraph
    likeness: Vector


@dataclass(frozen=True, slots=True, eq=False)
class CandidatePool:
    """A pool of passages with one row of features each, their coverage of the question's words and the paths between
    them."""

    pool: PassagePool
    features: Matrix
    cover: TermCoverage
    paths: Paths


def weigh(
    sought: QuestionContext, ranking: Ranking, passages: Mapping[str, Passage], widest: int = 200
) -> CandidatePool:
    """Compute the features of the ranked passages; those missing from `passages` are skipped."""
    ids = sought.local.passages
    ranking = [(place, score) for place, score in ranking if ids[place] in passages]
    chosen = pool(sought.local, [place for place, _ in ranking])
    covered = cover(sought.question, [passages[ids[place]] for place, _ in ranking], chosen.counts())
    sure = {one.entity_id: one.certainty for one in sought.seeding.linked}
    certainty = np.array([sure.get(sought.local.entities[e], 0.0) for e in chosen.entities], np.float32)
    rarity = entity_idf(sought.local)[chosen.entities]
    linking = rarity * ((certainty <= MAX_LINKING_CERTAINTY) & (sought.local.frequency[chosen.entities] <= widest))
    lead = _against_best([score for _, score in ranking])
    mixed = {passage_id: rank for rank, (passage_id, _) in enumerate(sought.seeding.hybrid)}
    lexical = dict(sought.seeding.rankings.get("bm25", ()))
    doubt = (1.0 - sought.seeding.trust) / max(lexical.values(), default=1.0)
    telling = certainty * rarity / idf(sought.local.total, 1)
    found = paths(chosen, covered, lead, linking)
    columns = (
        np.log(np.maximum(lead, MIN_LEAD)),
        np.array([RANK_CONSTANT / (RANK_CONSTANT + mixed.get(ids[place], UNRANKED_PLACE)) for place, _ in ranking]),
        np.array([lexical.get(ids[place], 0.0) * doubt for place, _ in ranking]),
        chosen.best(sought.likeness[chosen.sentences]) * np.float32(sought.seeding.trust),
        (chosen.subjects * certainty).max(axis=1, initial=0.0),
        chosen.best((chosen.named * telling).max(axis=1, initial=0.0)),
        chosen.best(covered.shares()),
        found.pair,
        found.onward,
        found.opens,
        found.reached,
    )
    return CandidatePool(chosen, np.stack(columns, axis=1).astype(np.float32), covered, found)


def rerank_pool(ranking: Ranking, weighed: CandidatePool, rule: RerankParameters) -> Ranking:
    """Rerank the pool's passages by weighted features; their scores are scaled to between the next passage's and 1."""
    model = rule.model or rerank_model()
    return place_pool_first(ranking, weighed.pool, model.score(weighed.features))


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


@lru_cache
def rerank_model(fitted: Literal["all", "alone"] = "all") -> LinearModel:
    """Load the trained model; `alone` is the one fitted without the pair features, whose weights are 0."""
    return LinearModel.load(RERANK_FILE, fitted, RERANK_FEATURES)


def _against_best(scores: Sequence[float]) -> Vector:
    top = max(scores, default=0.0)
    return np.array(scores, np.float32) / np.float32(top if top > 0 else 1.0)
