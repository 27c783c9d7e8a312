"""Graph retrieval asked in steps: what steps are taken, and what they say of passages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import pytest

from graph.types import Filter
from rag.answer.extractive.reader import Reader
from rag.retrieve import build_retriever
from rag.retrieve.graph.search import Search
from rag.retrieve.multihop.retriever import (
    SUPPORT_FEATURES,
    FollowUpSearch,
    Multihop,
    MultihopOptions,
    proposal_model,
    step_support,
)
from rag.retrieve.multihop.subanswer_candidates import SubanswerCandidate
from rag.retrieve.spec import RetrieverParts
from tests.rag.retrieve.conftest import World

TWO_HOPS = "Where was the director of Copper Lantern born?"
THREE_HOPS = "What freezes in the village where the director of Copper Lantern was born?"


def rerank(world: World, rule: MultihopOptions = MultihopOptions()) -> Multihop:
    return Multihop(world.store, world.embedder, world.tagger, Reader(), rule)


def steps(
    world: World, question: str, rule: MultihopOptions = MultihopOptions(), where: Filter = Filter()
) -> list[FollowUpSearch]:
    asked = rerank(world, rule)
    return asked.steps(asked.graph.search(question, where), proposal_model(), where)


def test_both_hops_come_before_all_else(world: World) -> None:
    found = rerank(world)(TWO_HOPS, 2)
    assert set(world.titles([hit.passage.id for hit in found])) == {"Copper Lantern", "Ines Varga"}


def test_a_step_asks_with_the_name_and_finds_what_follows(world: World) -> None:
    first, *_ = steps(world, TWO_HOPS)
    assert first.guess.question == "Where was Ines Varga born?"
    assert first.following()[0] == world.passages["Ines Varga"]
    assert world.passages["Copper Lantern"] not in first.following()


def test_steps_are_followed_by_further_ones_that_are_less_likely(world: World) -> None:
    once = steps(world, THREE_HOPS, MultihopOptions(depth=1))
    more = steps(world, THREE_HOPS)
    assert [step.guess.question for step in more[: len(once)]] == [step.guess.question for step in once]
    further = more[len(once) :]
    assert any(step.guess.name == "Holmsund" and step.guess.question.startswith("What freezes in") for step in further)
    assert all(step.guess.likely <= max(step.guess.likely for step in once) for step in further)


def test_a_question_that_describes_nothing_is_ordered_as_before(world: World) -> None:
    for question in ("How is bread baked?", "Who is Ines Varga?", "Wo wurde der Regisseur geboren?"):
        plain = [(hit.passage.id, hit.score, hit.trail) for hit in rerank(world).graph(question, 5)]
        assert [(hit.passage.id, hit.score, hit.trail) for hit in rerank(world)(question, 5)] == plain


def test_hidden_passages_take_no_part_in_steps(world: World) -> None:
    hidden = world.passages["Ines Varga"]
    taken = steps(world, THREE_HOPS, where=Filter(access=()))
    assert hidden in {id_ for step in steps(world, THREE_HOPS) for id_ in step.texts}
    assert hidden not in {id_ for step in taken for id_ in (*step.texts, *step.guess.sources)}


def step(
    name: str, likely: float, read: float, sources: Mapping[str, float], texts: Mapping[str, str]
) -> FollowUpSearch:
    guess = SubanswerCandidate(f"Who is {name}?", name, likely, read, sources)
    return FollowUpSearch(guess, cast(Search, None), texts)


def test_support_fades_with_the_place_and_asks_for_the_name() -> None:
    taken = step("Ada", 0.5, 0.8, {"p": 0.4, "q": 0.1}, {"q": "ada", "r": "nobody", "s": "of ada", "t": "ada"})
    d = np.exp(-np.arange(4) / 2)
    rows = dict(zip("pqrst", step_support(list("pqrst"), [taken]).tolist(), strict=True))
    assert len(SUPPORT_FEATURES) == 5
    assert rows["p"] == pytest.approx([0, 0, 0, 0.4 * d[2], 0.8 * d[2]])
    assert rows["q"] == pytest.approx([0, 0, d[0], 0.1 * d[2], 0.8 * d[2]])
    assert rows["r"] == pytest.approx([0, 0, d[1], 0, 0])
    assert rows["s"] == pytest.approx([0.5 * d[2], d[2], d[2], 0, 0])
    assert rows["t"] == pytest.approx([0.5 * d[3], d[3], d[3], 0, 0])


def test_support_is_the_greatest_of_all_steps_and_none_without_any() -> None:
    weak = step("Ada", 0.1, 0.0, {}, {"p": "ada"})
    strong = step("Bo", 0.9, 0.0, {}, {"q": "x", "p": "bo"})
    assert step_support(["p"], [weak, strong])[0, :3] == pytest.approx([0.9 * np.exp(-0.5), 1.0, 1.0])
    assert not step_support(["p", "q"], []).any()
    assert not step_support(["z"], [weak]).any()


def test_the_retriever_by_that_name_is_this_one(world: World) -> None:
    made = build_retriever("graph+multihop", RetrieverParts(world.store, world.embedder, world.tagger))
    assert (
        made(TWO_HOPS, 5)
        == rerank(world)(TWO_HOPS, 5)
        != build_retriever("graph", RetrieverParts(world.store, world.embedder, world.tagger))(TWO_HOPS, 5)
    )
