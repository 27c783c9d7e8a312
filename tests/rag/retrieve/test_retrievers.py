from __future__ import annotations

import pytest

from graph.errors import UsageError
from graph.types import Filter
from rag.retrieve import NAMES, make
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"


@pytest.mark.parametrize("name", NAMES)
def test_every_retriever_gives_k_hits_best_first_with_seeds(world: World, name: str) -> None:
    found = make(name, world.store, world.embedder, world.tagger)(TWO_HOPS, 4)
    scores = [hit.score for hit in found]
    assert 0 < len(found) <= 4
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in found}) == len(found)
    assert found[0].trail.seeds


@pytest.mark.parametrize("name", NAMES)
def test_every_retriever_is_deterministic_and_a_prefix_of_itself(world: World, name: str) -> None:
    retrieve = make(name, world.store, world.embedder, world.tagger)
    longer = [hit.passage.id for hit in retrieve(TWO_HOPS, 6)]
    assert [hit.passage.id for hit in retrieve(TWO_HOPS, 6)] == longer
    assert [hit.passage.id for hit in retrieve(TWO_HOPS, 3)] == longer[:3]


@pytest.mark.parametrize("name", NAMES)
def test_a_single_visible_passage_is_found_by_any_likeness(world: World, name: str) -> None:
    (document_id,) = (one.id for one in world.store.documents() if one.title == "Bread")
    found = make(name, world.store, world.embedder, world.tagger)(
        "How is bread made?", 3, Filter(documents=(document_id,))
    )
    assert [hit.passage.id for hit in found] == [world.passages["Bread"]]


@pytest.mark.parametrize("name", NAMES)
def test_hidden_documents_are_neither_found_nor_named(world: World, name: str) -> None:
    found = make(name, world.store, world.embedder, world.tagger)(TWO_HOPS, 8, Filter(access=()))
    assert found
    assert world.passages["Ines Varga"] not in {hit.passage.id for hit in found}
    origins = {step.from_passage for hit in found for step in hit.trail.steps}
    assert world.passages["Ines Varga"] not in origins


def test_the_graph_reaches_the_second_hop_before_look_alikes(world: World) -> None:
    found = make("graph", world.store, world.embedder, world.tagger)(TWO_HOPS, 3)
    assert {"Copper Lantern", "Ines Varga"} <= set(world.titles([hit.passage.id for hit in found]))


def test_the_trail_names_the_entities_that_lead_to_a_hit(world: World) -> None:
    found = make("graph", world.store, world.embedder, world.tagger)(TWO_HOPS, 3)
    second = next(hit for hit in found if hit.passage.id == world.passages["Ines Varga"])
    steps = {step.name: step for step in second.trail.steps}
    assert steps["Ines Varga"].from_passage == world.passages["Copper Lantern"]
    assert all(step.weight > 0 for step in second.trail.steps)


def test_a_question_without_names_is_answered_as_hybrid_search_would(world: World) -> None:
    question = "how is bread baked?"
    graph = make("graph", world.store, world.embedder, world.tagger)(question, 1)
    hybrid = make("hybrid", world.store, world.embedder, world.tagger)(question, 1)
    assert world.titles([graph[0].passage.id]) == world.titles([hybrid[0].passage.id]) == ["Bread"]


@pytest.mark.parametrize("question", ["?", "the of and", "𐍈" * 50, "a" * 20_000, "\u200b"], ids=range(5))
def test_odd_questions_do_no_harm(world: World, question: str) -> None:
    for name in NAMES:
        make(name, world.store, world.embedder, world.tagger)(question, 3)


def test_an_unknown_retriever_is_one_line(world: World) -> None:
    with pytest.raises(UsageError, match="choose one of graph"):
        make("magic", world.store, world.embedder, world.tagger)
