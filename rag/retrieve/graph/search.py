"""The state of one search, built step by step by `retriever`."""

from __future__ import annotations

from dataclasses import dataclass

from graph.types import Matrix
from rag.retrieve.graph.bridges import Bridges
from rag.retrieve.graph.candidates import CandidatePool
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking
from rag.retrieve.graph.spreading_activation import Activation


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """All that became of a question, in the order of the steps: the local graph around it, the bridges in it, the walk,
    the candidate pool, the reranked passages, and the pool's features of a look-up, if the question is one."""

    graph: QuestionGraph
    bridges: Bridges
    activation: Activation
    candidates: CandidatePool
    ranking: Ranking
    lookup: Matrix | None = None

    def passage_ids(self, ranking: Ranking) -> list[str]:
        """Return the ids of ranked passages, in their order."""
        return [self.graph.local.passages[place] for place, _ in ranking]

    def candidate_ids(self) -> list[str]:
        """Return the ids of the candidate pool's passages, in its order."""
        return [self.graph.local.passages[place] for place in self.candidates.pool.passages]
