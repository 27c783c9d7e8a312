"""Names that may stand for what a question describes, read in the first passages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph.types import Filter
from rag.answer.extractive.reader import Reader
from rag.linear_model import LinearModel
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.multihop.retriever import proposal_model
from rag.retrieve.multihop.subanswer_candidates import (
    PROPOSAL_FEATURES,
    Proposal,
    Proposer,
    proposal_likelihoods,
    rank_candidates,
)
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"
ALIKE = LinearModel(PROPOSAL_FEATURES, np.zeros(len(PROPOSAL_FEATURES)))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def proposed(
    world: World, reader: Reader, question: str, holding: str = "", where: Filter = Filter()
) -> list[Proposal]:
    graph = Graph(world.store, world.embedder, world.tagger)
    return Proposer(world.store, world.embedder, reader)(graph.search(question, where), holding, where)


def test_the_name_that_the_first_hop_tells_is_the_likeliest(world: World, reader: Reader) -> None:
    proposals = proposed(world, reader, TWO_HOPS)
    best, *_ = rank_candidates(proposals, proposal_likelihoods(proposals, proposal_model()), 4)
    assert (best.name, best.question) == ("Ines Varga", "Where was Ines Varga born?")
    assert max(best.sources, key=lambda id_: best.sources[id_]) == world.passages["Copper Lantern"]
    assert best.read > 0.5


def test_names_that_the_question_says_are_not_proposed(world: World, reader: Reader) -> None:
    assert "Copper Lantern" not in {one.name for one in proposed(world, reader, TWO_HOPS)}


def test_what_a_question_does_not_describe_is_not_proposed(world: World, reader: Reader) -> None:
    assert proposed(world, reader, "How is bread baked?") == []
    assert proposed(world, reader, TWO_HOPS, holding="Tom Okafor") == []


def test_names_looked_up_at_once_or_when_they_are_met_propose_the_same(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = proposed(world, reader, TWO_HOPS)
    monkeypatch.setattr("rag.retrieve.multihop.subanswer_candidates.AT_ONCE", 0)
    late = proposed(world, reader, TWO_HOPS)
    assert [(one.name, one.passage_id, *one.features) for one in every] == [
        (one.name, one.passage_id, *one.features) for one in late
    ]


def test_hidden_passages_propose_nothing(world: World, reader: Reader) -> None:
    question = "Where lies the village in which Ines Varga was born?"
    hidden = world.passages["Ines Varga"]
    assert hidden in {one.passage_id for one in proposed(world, reader, question)}
    assert hidden not in {one.passage_id for one in proposed(world, reader, question, where=Filter(access=()))}


def proposal(question: str, name: str, passage_id: str, **features: float) -> Proposal:
    values = np.array([features.get(feature, 0.0) for feature in PROPOSAL_FEATURES], np.float32)
    return Proposal(question, name, passage_id, values, features.get("read", 0.0))


def test_proposals_share_what_the_chance_of_none_leaves() -> None:
    some = [proposal("a b c", "a", "p"), proposal("a b", "a", "q"), proposal("b", "b", "q")]
    assert proposal_likelihoods(some, ALIKE) == pytest.approx([0.25] * 3)
    assert sum(proposal_likelihoods(some, replace(ALIKE, bias=-9.0))) < 0.001
    assert sum(proposal_likelihoods(some, replace(ALIKE, bias=900.0))) == pytest.approx(1.0)
    assert proposal_likelihoods([], ALIKE) == []


def test_a_name_gathers_its_wordings_and_sources_and_keeps_the_longest_likely_wording() -> None:
    some = [
        proposal("Who is a of b", "a", "p", read=0.5),
        proposal("Who is a", "a", "q"),
        proposal("Who is a of b or c", "a", "q"),
        proposal("b", "b", "q"),
    ]
    first, second = rank_candidates(some, [0.2, 0.3, 0.05, 0.4], 2)
    assert (first.name, first.question, first.read) == ("a", "Who is a of b", 0.5)
    assert first.likely == pytest.approx(0.55)
    assert first.sources == pytest.approx({"p": 0.2, "q": 0.35})
    assert second.name == "b"
    assert [one.name for one in rank_candidates(some, [0.2, 0.3, 0.05, 0.4], 1)] == ["a"]
