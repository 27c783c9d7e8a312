"""Rerank the top passages by how they cover the question, alone and in pairs.

The score is a weighted sum of the features of `candidates`, or of `lookup` for a question that is a look-up;
`tests/tools/train_rerank.py` fits the weights, and `graphloop tune reranker` fits them to a collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from graph.errors import ModelError
from graph.types import Matrix
from rag.linear_model import LinearModel
from rag.retrieve.graph.candidates import RERANK_FEATURES, CandidatePool
from rag.retrieve.graph.lookup import LOOKUP_FEATURES
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking, move_to_front, place_pool_first

RERANK_FILE = Path(__file__).with_name("rerank.json")
ALL_MODEL, LOOKUP_MODEL = "all", "lookup"


@dataclass(frozen=True, slots=True)
class RerankParameters:
    """Reranking parameters: how many top passages are reranked, the most passages an entity may occur in to link two of
    them, and the models that weigh the features, of look-ups their own ones; None means the trained one.

    A `model` alone weighs look-ups, too.
    """

    first: int = 30
    widest: int = 200
    model: LinearModel | None = None
    lookup: LinearModel | None = None


def rerank(
    graph: QuestionGraph,
    ranking: Ranking,
    candidates: CandidatePool,
    rule: RerankParameters,
    lookup: Matrix | None = None,
) -> Ranking:
    """Rerank the candidates, by the features of a look-up if there are any, unless the rule turns that off.

    If the vectors carry no signal, words alone decide which passage a question asks for, and the graph what belongs to
    it.
    """
    if lookup is not None and rule.first and (rule.lookup or rule.model is None):
        reranked = place_pool_first(ranking, candidates.pool, (rule.lookup or lookup_model()).score(lookup))
    else:
        reranked = rerank_pool(ranking, candidates, rule) if rule.first else ranking
    return reranked if graph.seeds.trust else move_to_front(reranked, graph.local, graph.seeds.hybrid[0][0])


def rerank_pool(ranking: Ranking, candidates: CandidatePool, rule: RerankParameters) -> Ranking:
    """Rerank the pool's passages by weighted features; their scores are scaled to between the next passage's and 1."""
    model = rule.model or rerank_model()
    return place_pool_first(ranking, candidates.pool, model.score(candidates.features))


@lru_cache
def rerank_model(fitted: Literal["all", "alone"] = "all") -> LinearModel:
    """Load the trained model; `alone` is the one fitted without the pair features, whose weights are 0."""
    return LinearModel.load(RERANK_FILE, fitted, RERANK_FEATURES)


@lru_cache
def lookup_model() -> LinearModel:
    """Load the trained model of look-ups."""
    return LinearModel.load(RERANK_FILE, LOOKUP_MODEL, LOOKUP_FEATURES)


def read_tuned(file: Path) -> RerankParameters:
    """Read the models of a tuned reranker. Raises `ModelError`."""
    try:
        model = LinearModel.load(file, ALL_MODEL, RERANK_FEATURES)
        return RerankParameters(model=model, lookup=LinearModel.load(file, LOOKUP_MODEL, LOOKUP_FEATURES))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "graphloop tune rollback --reranker, then tune it again"
        raise ModelError(f"the tuned reranker {file} cannot be used: {error}", hint) from error
