"""Look-ups: which questions they are, and the features of their passages."""

from __future__ import annotations

import numpy as np
import pytest

from graph.types import Passage
from rag.retrieve.graph.candidates import pool_candidates
from rag.retrieve.graph.lookup import LOOKUP_FEATURES, is_lookup, lookup_features
from rag.retrieve.graph.rerank import lookup_model
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.graph.search import Search
from tests.rag.retrieve.conftest import World

STORY = "I keep my boat in the north. When do harbours open?"
HOPS = "In which village was the director of Copper Lantern born?"


def searched(world: World, question: str) -> tuple[Search, dict[str, list[float]]]:
    search = Graph(world.store, world.embedder, world.tagger).search(question)
    passages: dict[str, Passage] = {one.id: one for one in world.store.passages(search.candidate_ids())}
    rows = lookup_features(search.graph, search.candidates, passages, world.store)
    titles = world.titles(search.candidate_ids())
    return search, {title: row.tolist() for title, row in zip(titles, rows, strict=True)}


def value(rows: dict[str, list[float]], title: str, name: str) -> float:
    return rows[title][LOOKUP_FEATURES.index(name)]


def test_the_trained_weights_are_those_of_the_features_and_none_is_below_0() -> None:
    assert lookup_model().features == LOOKUP_FEATURES
    assert (lookup_model().weights >= 0).all()


@pytest.mark.parametrize(
    ("question", "lookup"), [(HOPS, False), ("When do harbours open?", True), (f"I like films. {HOPS}", True)]
)
def test_a_question_that_names_something_rare_is_a_look_up_only_after_a_story(
    world: World, question: str, lookup: bool
) -> None:
    search, _ = searched(world, question)
    assert is_lookup(search.graph, search.candidates) == lookup


def test_the_asked_part_is_compared_apart_from_its_story(world: World) -> None:
    search, rows = searched(world, STORY)
    assert search.graph.focus is not None
    assert search.graph.focus.asked.text == "When do harbours open?"
    assert value(rows, "Harbours of the north", "asked words") == 1.0
    assert value(rows, "Copper Lantern", "asked words") == 0.0
    alike = [value(rows, title, "asked likeness") for title in rows]
    assert max(alike) == value(rows, "Harbours of the north", "asked likeness") > 0
    assert all(value(rows, title, "scope") == 1.0 for title in rows)


def test_without_a_story_nothing_is_compared_apart(world: World) -> None:
    _, rows = searched(world, "When do harbours open?")
    assert {value(rows, title, "asked likeness") for title in rows} == {0.0}


def test_a_title_in_the_first_clause_is_the_scope(world: World) -> None:
    search, rows = searched(world, "According to notes on lanterns, what needs polish?")
    assert search.graph.focus is not None
    assert search.graph.focus.scope == "According to notes on lanterns, "
    assert [title for title in rows if value(rows, title, "scope")] == ["Notes on lanterns"]
    assert search.passage_ids(search.ranking)[0] == world.passages["Notes on lanterns"]


def test_a_search_that_finds_nothing_has_no_rows(world: World) -> None:
    search = Graph(world.store, world.embedder, world.tagger).search(STORY)
    empty = pool_candidates(search.graph, [], {})
    rows = lookup_features(search.graph, empty, {}, world.store)
    assert rows.shape == (0, len(LOOKUP_FEATURES))
    assert rows.dtype == np.float32
