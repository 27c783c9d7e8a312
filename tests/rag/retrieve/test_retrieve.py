from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.types import Filter
from rag.linear_model import save_linear_models
from rag.retrieve import build_retriever, current_name, retriever_names, retriever_specs
from rag.retrieve.graph.rerank import ALL_MODEL, LOOKUP_MODEL, lookup_model, rerank_model
from rag.retrieve.spec import RetrieverParts
from rag.types import Retriever
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"
TUNED = "graph, tuned"


def parts(world: World) -> RetrieverParts:
    return RetrieverParts(world.store, world.embedder, world.tagger)


@pytest.fixture(params=[*retriever_names(), TUNED])
def retrieve(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Retriever:
    """Every retriever in turn, then graph retrieval with a reranker that was tuned to the opposite."""
    if request.param != TUNED:
        return build_retriever(request.param, parts(world))
    file = tmp_path / "rerank.json"
    models = {ALL_MODEL: rerank_model(), LOOKUP_MODEL: lookup_model()}
    save_linear_models(file, {name: replace(model, weights=-model.weights) for name, model in models.items()}, {})
    return build_retriever("graph", replace(parts(world), reranker=file))


def test_every_retriever_gives_k_hits_best_first_with_seeds(retrieve: Retriever) -> None:
    found = retrieve(TWO_HOPS, 4)
    scores = [hit.score for hit in found]
    assert 0 < len(found) <= 4
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in found}) == len(found)
    assert found[0].trail.seeds


def test_every_retriever_is_deterministic_and_a_prefix_of_itself(retrieve: Retriever) -> None:
    longer = [hit.passage.id for hit in retrieve(TWO_HOPS, 6)]
    assert [hit.passage.id for hit in retrieve(TWO_HOPS, 6)] == longer
    assert [hit.passage.id for hit in retrieve(TWO_HOPS, 3)] == longer[:3]


def test_a_single_visible_passage_is_found_by_any_likeness(world: World, retrieve: Retriever) -> None:
    (document_id,) = (one.id for one in world.store.documents() if one.title == "Bread")
    found = retrieve("How is bread made?", 3, Filter(documents=(document_id,)))
    assert [hit.passage.id for hit in found] == [world.passages["Bread"]]


def test_hidden_documents_are_neither_found_nor_named(world: World, retrieve: Retriever) -> None:
    found = retrieve(TWO_HOPS, 8, Filter(access=()))
    assert found
    assert world.passages["Ines Varga"] not in {hit.passage.id for hit in found}
    origins = {step.from_passage for hit in found for step in hit.trail.steps}
    assert world.passages["Ines Varga"] not in origins


def test_the_graph_reaches_the_second_hop_before_look_alikes(world: World) -> None:
    found = build_retriever("graph", parts(world))(TWO_HOPS, 3)
    assert {"Copper Lantern", "Ines Varga"} <= set(world.titles([hit.passage.id for hit in found]))


def test_the_trail_names_the_entities_that_lead_to_a_hit(world: World) -> None:
    found = build_retriever("graph", parts(world))(TWO_HOPS, 3)
    second = next(hit for hit in found if hit.passage.id == world.passages["Ines Varga"])
    steps = {step.name: step for step in second.trail.steps}
    assert steps["Ines Varga"].from_passage == world.passages["Copper Lantern"]
    assert all(step.weight > 0 for step in second.trail.steps)


def test_a_question_without_names_is_answered_as_hybrid_search_would(world: World) -> None:
    question = "how is bread baked?"
    graph = build_retriever("graph", parts(world))(question, 1)
    hybrid = build_retriever("hybrid", parts(world))(question, 1)
    assert world.titles([graph[0].passage.id]) == world.titles([hybrid[0].passage.id]) == ["Bread"]


@pytest.mark.parametrize("question", ["?", "the of and", "𐍈" * 50, "a" * 20_000, "\u200b"], ids=range(5))
def test_odd_questions_do_no_harm(world: World, question: str) -> None:
    for name in retriever_names():
        build_retriever(name, parts(world))(question, 3)


def test_an_unknown_retriever_is_one_line(world: World) -> None:
    with pytest.raises(UsageError, match="choose from bm25, dense, graph"):
        build_retriever("magic", parts(world))


def test_a_former_name_builds_the_same_retriever(world: World) -> None:
    assert current_name("graph+rerank") == "graph+multihop"
    former, today = (build_retriever(name, parts(world))(TWO_HOPS, 5) for name in ("graph+rerank", "graph+multihop"))
    assert former == today


PACKAGE = """
from rag.retrieve.spec import RetrieverSpec

def first_hit_alone(parts):
    from rag.retrieve.bm25 import BM25

    return lambda question, k, where: BM25(parts.store)(question, 1, where)

RETRIEVER = RetrieverSpec("first", "one passage, by its words", first_hit_alone)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A distribution of someone else that brings a retriever, as an installer leaves it."""
    (tmp_path / "retrieve_first.py").write_text(PACKAGE)
    about = tmp_path / "retrieve_first-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: retrieve-first\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[graphloop.retrievers]\nfirst = retrieve_first:RETRIEVER\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    retriever_specs.cache_clear()
    yield tmp_path
    retriever_specs.cache_clear()


def test_an_installed_package_brings_a_retriever(world: World, installed: Path) -> None:
    assert "first" in retriever_names()
    assert len(build_retriever("first", parts(world))(TWO_HOPS, 5)) == 1


def test_what_is_no_retriever_is_told(installed: Path) -> None:
    (installed / "retrieve_first-1.0.dist-info" / "entry_points.txt").write_text(
        "[graphloop.retrievers]\nfirst = json:loads\n"
    )
    with pytest.raises(UsageError, match="'first' of json:loads is not a RetrieverSpec"):
        retriever_names()


def test_two_retrievers_of_one_name_are_told(installed: Path) -> None:
    (installed / "retrieve_first.py").write_text(PACKAGE.replace('"first"', '"bm25"'))
    sys.modules.pop("retrieve_first", None)
    with pytest.raises(UsageError, match="there are two retrievers 'bm25'"):
        retriever_names()
