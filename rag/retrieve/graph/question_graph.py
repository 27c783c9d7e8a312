"""The local graph around a question: the neighbourhood of its seeds and of the entities it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.local import LocalGraph, Seeds
from graph.pagerank import entity_idf
from graph.store import GraphReader
from graph.types import EVERYTHING, Filter, Vector
from rag.retrieve.graph.entity_linking import LinkedEntity
from rag.retrieve.graph.question import FocusedQuestion, QuestionFeatures
from rag.retrieve.graph.seeds import SeedRankings


@dataclass(frozen=True, slots=True, eq=False)
class QuestionGraph:
    """A question with its seeds, the entities it names, and the local graph around both.

    `starts` is the weight of each passage that the walk starts from; `similarity` is the cosine of each sentence of the
    local graph to the question; `focus` is what it asks apart from the rest, None if there is no rest.
    """

    question: QuestionFeatures
    seeds: SeedRankings
    linked: tuple[LinkedEntity, ...]
    starts: Mapping[str, float]
    local: LocalGraph
    similarity: Vector
    focus: FocusedQuestion | None = None

    def certainties(self) -> dict[str, float]:
        """Return the certainty of each entity that the question names, by id."""
        return {entity.entity_id: entity.certainty for entity in self.linked}

    def entity_seeds(self) -> Vector:
        """Return certainty times idf for each entity of the local graph; 0 if the question does not name it."""
        certainties = self.certainties()
        weights = np.zeros(len(self.local.entities), np.float32)
        for id_, place in self.local.entity_places(certainties).items():
            weights[place] = certainties[id_]
        return weights * entity_idf(self.local)


def build_question_graph(
    question: QuestionFeatures,
    seeds: SeedRankings,
    linked: Sequence[LinkedEntity],
    store: GraphReader,
    starts: int = 50,
    limit: int = 200,
    where: Filter = EVERYTHING,
) -> QuestionGraph:
    """Fetch at most `limit` passages around the first `starts` seeds and the linked entities."""
    weights = seed_weights(seeds.hybrid, starts)
    named = {entity.entity_id: entity.certainty for entity in linked}
    local = store.around(Seeds(weights, named), limit, where)
    similarity = np.zeros(0, np.float32)
    if local.sentences:
        similarity = store.similarities(local.sentences, question.vector, "sentence")
    return QuestionGraph(question, seeds, tuple(linked), weights, local, similarity)


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
