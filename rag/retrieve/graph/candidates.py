"""The candidate pool: the top passages of the walk, each with the features that rerank it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.pagerank import entity_idf
from graph.types import Matrix, Passage, Vector
from rag.retrieve.graph.paths import PassagePool, Paths, paths, pool
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking
from rag.retrieve.graph.term_coverage import TermCoverage, cover

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


@dataclass(frozen=True, slots=True, eq=False)
class CandidatePool:
    """A pool of passages with one row of features each, their coverage of the question's words and the paths between
    them."""

    pool: PassagePool
    features: Matrix
    cover: TermCoverage
    paths: Paths


def pool_candidates(
    graph: QuestionGraph, ranking: Ranking, passages: Mapping[str, Passage], widest: int = 200
) -> CandidatePool:
    """Compute the features of the ranked passages; those missing from `passages` are skipped.

    Entities of more than `widest` passages link no two of them.
    """
    local, seeds = graph.local, graph.seeds
    ids = local.passages
    ranking = [(place, score) for place, score in ranking if ids[place] in passages]
    chosen = pool(local, [place for place, _ in ranking])
    covered = cover(graph.question.text, [passages[ids[place]] for place, _ in ranking], chosen.counts())
    certainties = graph.certainties()
    certainty = np.array([certainties.get(local.entities[e], 0.0) for e in chosen.entities], np.float32)
    rarity = entity_idf(local)[chosen.entities]
    linking = rarity * ((certainty <= MAX_LINKING_CERTAINTY) & (local.frequency[chosen.entities] <= widest))
    lead = _against_best([score for _, score in ranking])
    hybrid = {passage_id: rank for rank, (passage_id, _) in enumerate(seeds.hybrid)}
    lexical = dict(seeds.rankings.get("bm25", ()))
    doubt = (1.0 - seeds.trust) / max(lexical.values(), default=1.0)
    mentioned = certainty * rarity / np.log1p(local.total)
    linked = paths(chosen, covered, lead, linking)
    columns = (
        np.log(np.maximum(lead, MIN_LEAD)),
        np.array([RANK_CONSTANT / (RANK_CONSTANT + hybrid.get(ids[place], UNRANKED_PLACE)) for place, _ in ranking]),
        np.array([lexical.get(ids[place], 0.0) * doubt for place, _ in ranking]),
        chosen.best(graph.similarity[chosen.sentences]) * np.float32(seeds.trust),
        (chosen.subjects * certainty).max(axis=1, initial=0.0),
        chosen.best((chosen.named * mentioned).max(axis=1, initial=0.0)),
        chosen.best(covered.shares()),
        linked.pair,
        linked.onward,
        linked.opens,
        linked.reached,
    )
    return CandidatePool(chosen, np.stack(columns, axis=1).astype(np.float32), covered, linked)


def _against_best(scores: Sequence[float]) -> Vector:
    top = max(scores, default=0.0)
    return np.array(scores, np.float32) / np.float32(top if top > 0 else 1.0)
