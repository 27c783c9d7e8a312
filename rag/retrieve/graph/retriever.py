"""Graph retrieval: seeds from three rankers and linked entities, bridges over sentences, PageRank on the graph around
the question, and a reranker for the top of the ranking."""

from __future__ import annotations

from dataclasses import replace

from graph.store import GraphReader
from graph.types import EVERYTHING, Filter
from rag.embed.protocol import Embedder
from rag.ner.protocol import Tagger
from rag.retrieve.graph.bridges import find_bridges
from rag.retrieve.graph.candidates import pool_candidates
from rag.retrieve.graph.entity_linking import link_entities
from rag.retrieve.graph.focus import find_focus, may_have_scope
from rag.retrieve.graph.hits import explain_hits
from rag.retrieve.graph.lookup import is_lookup, lookup_features
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.question import FocusedQuestion, QuestionFeatures, read_question
from rag.retrieve.graph.question_graph import build_question_graph
from rag.retrieve.graph.rerank import rerank
from rag.retrieve.graph.search import Search
from rag.retrieve.graph.seeds import SeedRankings, fuse_seeds, gather_seeds
from rag.retrieve.graph.spreading_activation import spread_activation
from rag.types import Hit

TITLES_READ = 30
"""Of the first seeds: the titles that the beginning of a question is compared with."""


class Graph:
    """Retrieves passages by PageRank seeded with what the question says and names."""

    def __init__(
        self, store: GraphReader, embedder: Embedder, tagger: Tagger, propagation: Propagation = Propagation()
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._tagger = tagger
        self._propagation = propagation

    def __call__(self, question: str, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        return self.to_hits(self.search(question, where), k, where)

    def search(self, text: str, where: Filter = EVERYTHING) -> Search:
        """Take a question through every step up to the reranked passages."""
        rule, store = self._propagation, self._store
        question = read_question(text, self._embedder)
        seeds = gather_seeds(question, store, where)
        focus = self._focus(question, seeds, where)
        if focus is not None:
            seeds = fuse_seeds(seeds, gather_seeds(focus.asked, store, where))
        linked = link_entities(text, store, self._tagger, where)
        graph = build_question_graph(question, seeds, linked, store, rule.starts, rule.limit, where)
        graph = replace(graph, focus=focus)
        bridges = find_bridges(graph.local, graph.similarity, graph.entity_seeds(), rule.bridging)
        activation = spread_activation(graph, bridges, rule)
        top = activation.ranking[: rule.ordering.first]
        passages = {one.id: one for one in store.passages([graph.local.passages[place] for place, _ in top], where)}
        candidates = pool_candidates(graph, top, passages, rule.ordering.widest)
        lookup = lookup_features(graph, candidates, passages, store) if is_lookup(graph, candidates) else None
        ranking = rerank(graph, activation.ranking, candidates, rule.ordering, lookup)
        # A model that reads question and passage together would rank the first twenty or so of `ranking` anew here.
        return Search(graph, bridges, activation, candidates, ranking, lookup)

    def _focus(self, question: QuestionFeatures, seeds: SeedRankings, where: Filter) -> FocusedQuestion | None:
        """Return what a question asks apart from its story and its scope; None if it has neither."""
        titles: list[str] = []
        if may_have_scope(question.text):
            first = [id_ for id_, _ in seeds.hybrid[:TITLES_READ]]
            titles = [passage.heading for passage in self._store.passages(first, where)]
        focus = find_focus(question.text, titles)
        if focus.asked == question.text.strip():
            return None
        return FocusedQuestion(read_question(focus.asked, self._embedder), focus.scope)

    def to_hits(self, search: Search, k: int, where: Filter = EVERYTHING) -> list[Hit]:
        """Return the best k passages of a search with their provenance."""
        return explain_hits(search, k, self._store, where)
