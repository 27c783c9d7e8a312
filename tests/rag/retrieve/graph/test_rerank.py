from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.errors import ModelError
from graph.types import Passage
from rag.linear_model import LinearModel, save_linear_models
from rag.retrieve.graph.candidates import PATH_FEATURES, RERANK_FEATURES, CandidatePool, pool_candidates
from rag.retrieve.graph.entity_linking import LinkedEntity
from rag.retrieve.graph.lookup import LOOKUP_FEATURES
from rag.retrieve.graph.parameters import Propagation
from rag.retrieve.graph.question import QuestionFeatures
from rag.retrieve.graph.question_graph import QuestionGraph
from rag.retrieve.graph.ranking import Ranking
from rag.retrieve.graph.rerank import RerankParameters, read_tuned, rerank, rerank_model, rerank_pool
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.graph.seeds import SeedRankings
from rag.types import Ranker
from tests.rag.retrieve.conftest import World
from tests.rag.retrieve.small import small

LOCAL = small([("lantern", ["varga"]), ("varga", ["holmsund"]), ("crown", ["okafor"]), ("bread", ["salt"])])
TEXTS = (
    "Lantern was directed by Varga.",
    "The director was born in Holmsund.",
    "Crown was directed by Okafor.",
    "Bread.",
)
PASSAGES = {f"p{place}": Passage(f"p{place}", "d", text, 0) for place, text in enumerate(TEXTS)}
RANKING: Ranking = [(2, 0.9), (0, 0.8), (3, 0.5), (1, 0.4)]


def around(question: str = "Where was the director of Lantern born?") -> QuestionGraph:
    linked = (LinkedEntity("lantern", "Lantern", "lantern", "exact", 1.0),)
    seeds = SeedRankings({}, [("p1", 1.0), ("p0", 0.5)])
    similarity = np.linspace(0, 1, len(LOCAL.sentences)).astype(np.float32)
    return QuestionGraph(QuestionFeatures(question, np.zeros(2, np.float32)), seeds, linked, {}, LOCAL, similarity)


def column(weighed: CandidatePool, name: str) -> list[float]:
    return [round(float(value), 4) for value in weighed.features[:, RERANK_FEATURES.index(name)]]


def test_the_trained_weights_are_those_of_the_features() -> None:
    assert rerank_model().weights.all()
    alone = dict(zip(RERANK_FEATURES, rerank_model("alone").weights, strict=True))
    assert {name for name, weight in alone.items() if weight} == set(RERANK_FEATURES) - set(PATH_FEATURES)


def test_features_stand_in_the_order_of_the_ranking() -> None:
    weighed = pool_candidates(around(), RANKING, PASSAGES)
    assert weighed.pool.passages.tolist() == [2, 0, 3, 1]
    assert column(weighed, "lead") == pytest.approx(np.log(np.array([0.9, 0.8, 0.5, 0.4]) / 0.9).round(4).tolist())
    assert column(weighed, "hybrid") == pytest.approx([0.2, 60 / 61, 0.2, 1.0], abs=1e-4)
    assert column(weighed, "mentions") == pytest.approx([0.0, np.log(6) / np.log(11), 0.0, 0.0], abs=1e-3)
    assert column(weighed, "named") == [0.0, 1.0, 0.0, 0.0]
    assert column(weighed, "reached")[3] > 0
    assert column(weighed, "opens") == [0.0, 1.0, 0.0, 0.0]


def test_words_alone_count_as_far_as_vectors_are_not_believed() -> None:
    asked = around()
    found: dict[Ranker, list[tuple[str, float]]] = {"bm25": [("p2", 8.0), ("p0", 6.0)]}
    for trust, best in ((1.0, 0.0), (0.75, 0.25), (0.0, 1.0)):
        seeds = replace(asked.seeds, rankings=found, trust=trust)
        weighed = pool_candidates(replace(asked, seeds=seeds), RANKING, PASSAGES)
        assert column(weighed, "lexical") == pytest.approx([best, best * 0.75, 0.0, 0.0])


def test_entities_of_too_many_passages_link_nothing() -> None:
    weighed = pool_candidates(around(), RANKING, PASSAGES, widest=1)
    assert column(weighed, "pair") == column(weighed, "words")
    assert column(pool_candidates(around(), RANKING, PASSAGES), "pair") != column(weighed, "pair")


def test_the_second_hop_passes_its_look_alikes() -> None:
    ranking = rerank_pool(RANKING, pool_candidates(around(), RANKING, PASSAGES), RerankParameters())
    assert {place for place, _ in ranking[:2]} == {0, 1}


def test_scores_fall_and_no_passage_is_lost() -> None:
    for first in (1, 2, 3, 4):
        weighed = pool_candidates(around(), RANKING[:first], PASSAGES)
        ranking = rerank_pool(RANKING, weighed, RerankParameters(first))
        scores = [score for _, score in ranking]
        assert scores == sorted(scores, reverse=True)
        assert {place for place, _ in ranking} == {0, 1, 2, 3}
        assert [place for place, _ in ranking[first:]] == [place for place, _ in RANKING[first:]]


def test_passages_that_are_gone_stay_where_they_were() -> None:
    weighed = pool_candidates(around(), RANKING, {"p3": PASSAGES["p3"]})
    assert [place for place, _ in rerank_pool(RANKING, weighed, RerankParameters())] == [3, 2, 0, 1]
    nothing = pool_candidates(around(), RANKING, {})
    assert rerank_pool(RANKING, nothing, RerankParameters()) == RANKING


def test_weights_of_nothing_keep_the_order() -> None:
    nothing = LinearModel(RERANK_FEATURES, np.zeros(len(RERANK_FEATURES)))
    ranking = rerank_pool(RANKING, pool_candidates(around(), RANKING, PASSAGES), RerankParameters(model=nothing))
    assert [place for place, _ in ranking] == [place for place, _ in RANKING]


@pytest.mark.parametrize("question", ["", "?", "\u200b", "the of and"])
def test_a_question_without_words_is_ordered_all_the_same(question: str) -> None:
    weighed = pool_candidates(around(question), RANKING, PASSAGES)
    assert np.isfinite(weighed.features).all()
    assert len(rerank_pool(RANKING, weighed, RerankParameters())) == len(RANKING)


def test_the_step_can_be_turned_off(world: World) -> None:
    plain = Graph(world.store, world.embedder, world.tagger, Propagation(ordering=RerankParameters(first=0)))
    question = "Where was the director of Copper Lantern born?"
    search = plain.search(question)
    assert [hit.passage.id for hit in plain(question, 8)] == search.passage_ids(search.activation.ranking[:8])


def test_tuned_weights_rank_the_pool_and_leave_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "rerank.json"
    lead = np.array([float(name == "lead") for name in RERANK_FEATURES])
    scope = np.array([float(name == "scope") for name in LOOKUP_FEATURES])
    models = {"all": LinearModel(RERANK_FEATURES, -lead), "lookup": LinearModel(LOOKUP_FEATURES, scope)}
    save_linear_models(file, models, {})
    rule = read_tuned(file)
    candidates = pool_candidates(around(), RANKING[:3], PASSAGES)
    assert [place for place, _ in rerank(around(), RANKING, candidates, rule)] == [3, 0, 2, 1]
    lookup = np.zeros((3, len(LOOKUP_FEATURES)), np.float32)
    lookup[1, LOOKUP_FEATURES.index("scope")] = 1.0
    assert [place for place, _ in rerank(around(), RANKING, candidates, rule, lookup)] == [0, 2, 3, 1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"models": {"all": {"weights": {"lead": 1}, "bias": 0}}}'])
def test_a_tuned_reranker_that_is_damaged_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "rerank.json").write_text(text)
    with pytest.raises(ModelError, match=r"rerank\.json cannot be used") as caught:
        read_tuned(tmp_path / "rerank.json")
    assert "rollback --reranker" in caught.value.hint
