"""Rerank the top passages of graph retrieval by what is found when the question is asked in steps.

Each candidate answer to what the question only describes is substituted, and the resulting question is searched for;
the likeliest are decomposed again. A passage scores as a source if it names the candidate answer, and as a follow-up if
the search with that name finds it. Without candidates the order is that of graph retrieval.
`tests/tools/train_multihop.py` fits the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter, Matrix
from rag.answer.extractive.reader import Reader
from rag.embed.protocol import Embedder
from rag.linear_model import LinearModel
from rag.ner.protocol import Tagger
from rag.retrieve.graph.candidates import RERANK_FEATURES
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.ranking import Ranking, place_pool_first
from rag.retrieve.graph.rerank import RerankParameters
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.graph.search import Search
from rag.retrieve.multihop.subanswer_candidates import (
    PROPOSAL_FEATURES,
    Proposer,
    SubanswerCandidate,
    proposal_likelihoods,
    rank_candidates,
)
from rag.types import Hit

MULTIHOP_FILE = Path(__file__).with_name("multihop.json")

SUPPORT_FEATURES = ("follows", "may follow", "found", "leads on", "read on")
"""Per passage, the maximum over all steps, with d = exp(-rank in the step's results / 2). "follows" and "may follow":
likelihood x d and d, if the passage names the candidate and is not its source. "found": d of any result. "leads on"
and "read on": for a source, its share of the likelihood and the reader's certainty, times the best d that follows."""

MAX_STEP_RESULTS = 10
"""Results of a search that are used."""

RANK_DECAY = 2.0


QUESTION_PROPAGATION = Propagation(ordering=RerankParameters(first=40))
STEP_PROPAGATION = Propagation(limit=100, ordering=RerankParameters(first=40))
"""Parameters of the search for a question (the first) and for each of its several steps (the second)."""


@dataclass(frozen=True, slots=True)
class MultihopOptions:
    """How many candidates are searched for first; of each level, how many are followed further, with how many
    candidates each; how deep, and how many deeper steps are kept. Then the least likelihood of a first candidate, of
    one to be followed, and of a later one."""

    first: int = 4
    followed: int = 2
    further: int = 2
    depth: int = 3
    deeper: int = 4
    least: float = 0.02
    worth_following: float = 0.05
    least_further: float = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class FollowUpSearch:
    """A candidate answer with its search, and the top passages' texts by id."""

    guess: SubanswerCandidate
    search: Search
    texts: Mapping[str, str]

    def following(self) -> list[str]:
        """Return the ids of the results that name the candidate and are not its sources, best first."""
        low = self.guess.name.casefold()
        return [id_ for id_, text in self.texts.items() if low in text and id_ not in self.guess.sources]


class Multihop:
    """Multi-hop graph retrieval; `graph` ranks the first passages of a question."""

    def __init__(
        self,
        store: GraphReader,
        embedder: Embedder,
        tagger: Tagger,
        reader: Reader,
        rule: MultihopOptions = MultihopOptions(),
    ) -> None:
        self.graph = Graph(store, embedder, tagger, QUESTION_PROPAGATION)
        self.propose = Proposer(store, embedder, reader)
        self._narrow = Graph(store, embedder, tagger, STEP_PROPAGATION)
        self._store = store
        self._rule = rule

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        return self.to_hits(self.search(question, where), k, where)

    def search(self, text: str, where: Filter = EVERYTHING) -> Search:
        """Search the graph for a question, then for each of its steps, and rerank by what the steps found."""
        search = self.graph.search(text, where)
        steps = self.steps(search, proposal_model(), where)
        return replace(search, ranking=rerank_by_steps(search, steps, step_rerank_model())) if steps else search

    def to_hits(self, search: Search, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        """Return the best k passages of a search with their provenance."""
        return self.graph.to_hits(search, k, where)

    def steps(self, search: Search, model: LinearModel, where: Filter = EVERYTHING) -> list[FollowUpSearch]:
        """Return the steps of a question, likeliest first, deeper ones at the end; none if part of it asks alone."""
        rule = self._rule
        if not search.ranking or not search.graph.seeds.trust or search.graph.focus is not None:
            return []
        proposals = self.propose(search, where=where)
        first = rank_candidates(proposals, proposal_likelihoods(proposals, model), rule.first)
        steps = self._searched([guess for guess in first if guess.likely >= rule.least], where)
        further: list[FollowUpSearch] = []
        last = steps
        for _ in range(1, rule.depth):
            guessed = [guess for step in self._followed(last) for guess in self._further(step, model, where)]
            last = self._searched(guessed, where)
            further += last
        return steps + sorted(further, key=lambda step: -step.guess.likely)[: rule.deeper]

    def _searched(self, guessed: Sequence[SubanswerCandidate], where: Filter) -> list[FollowUpSearch]:
        """Return a step for each candidate whose search has results."""
        return [step for guess in guessed if (step := self._step(guess, where)) is not None]

    def _followed(self, steps: Sequence[FollowUpSearch]) -> list[FollowUpSearch]:
        likely = [step for step in steps if step.guess.likely > self._rule.worth_following]
        return sorted(likely, key=lambda step: -step.guess.likely)[: self._rule.followed]

    def _further(self, step: FollowUpSearch, model: LinearModel, where: Filter) -> list[SubanswerCandidate]:
        """Return candidates for the rest of a step's question, from the passages its search found."""
        proposals = self.propose(step.search, step.guess.name, where)
        guesses = rank_candidates(proposals, proposal_likelihoods(proposals, model), self._rule.further)
        further = [replace(guess, likely=guess.likely * step.guess.likely) for guess in guesses]
        return [guess for guess in further if guess.likely >= self._rule.least_further]

    def _step(self, guess: SubanswerCandidate, where: Filter) -> FollowUpSearch | None:
        search = self._narrow.search(guess.question, where)
        if not search.ranking:
            return None
        passages = self._store.passages(search.passage_ids(search.ranking[:MAX_STEP_RESULTS]), where)
        return FollowUpSearch(guess, search, {one.id: f"{one.heading}. {one.text}".casefold() for one in passages})


def step_support(ids: Sequence[str], steps: Sequence[FollowUpSearch]) -> Matrix:
    """Return one row of support features per passage."""
    place = {id_: row for row, id_ in enumerate(ids)}
    rows = np.zeros((len(ids), len(SUPPORT_FEATURES)), np.float32)
    for step in steps:
        guess, following = step.guess, step.following()
        fading = {id_: float(np.exp(-rank / RANK_DECAY)) for rank, id_ in enumerate(step.texts)}
        best = max((fading[id_] for id_ in following), default=0.0)
        for id_ in fading.keys() & place.keys():
            d = fading[id_]
            named = (guess.likely * d, d) if id_ in following else (0.0, 0.0)
            rows[place[id_], :3] = np.maximum(rows[place[id_], :3], (*named, d))
        for id_ in guess.sources.keys() & place.keys():
            leading = (guess.sources[id_] * best, guess.read * best)
            rows[place[id_], 3:] = np.maximum(rows[place[id_], 3:], leading)
    return rows


def rerank_by_steps(search: Search, steps: Sequence[FollowUpSearch], model: LinearModel) -> Ranking:
    """Rerank the walk's top passages by their features and the support of the steps."""
    candidates = search.candidates
    rows = np.hstack([candidates.features, step_support(search.candidate_ids(), steps)])
    return place_pool_first(search.activation.ranking, candidates.pool, model.score(rows))


@lru_cache
def proposal_model() -> LinearModel:
    """Load the trained model of the candidates."""
    return LinearModel.load(MULTIHOP_FILE, "guess", PROPOSAL_FEATURES)


@lru_cache
def step_rerank_model() -> LinearModel:
    """Load the trained model of the reranking."""
    return LinearModel.load(MULTIHOP_FILE, "order", (*RERANK_FEATURES, *SUPPORT_FEATURES))
