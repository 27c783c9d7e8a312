from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.graph.question import read_question
from rag.retrieve.graph.retriever import Graph
from rag.retrieve.graph.seeds import MIN_SHARED_PASSAGES, gather_seeds, measure_trust
from tests.rag.retrieve.conftest import World

WORDS = np.arange(1.0, 21.0)


def test_vectors_that_rise_with_shared_words_are_believed() -> None:
    assert measure_trust(WORDS, WORDS / 40) == 1.0


def test_vectors_that_go_another_way_are_not() -> None:
    assert measure_trust(WORDS, -WORDS) == 0.0
    assert measure_trust(WORDS, np.tile([0.1, 0.9], 10)) == pytest.approx(0.289, abs=1e-3)


def test_few_shared_words_and_vectors_all_alike_say_nothing_against_them() -> None:
    assert measure_trust(WORDS[: MIN_SHARED_PASSAGES - 1], -WORDS[: MIN_SHARED_PASSAGES - 1]) == 1.0
    assert measure_trust(WORDS, np.ones(20)) == 1.0


def test_passages_without_shared_words_do_not_count() -> None:
    words = np.concatenate([WORDS, np.zeros(20)])
    dense = np.concatenate([WORDS / 40, np.full(20, 9.0)])
    assert measure_trust(words, dense) == 1.0


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(-1, 1)), max_size=30))
def test_belief_is_a_share(pairs: list[tuple[float, float]]) -> None:
    words, dense = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    assert 0.0 <= measure_trust(words, dense) <= 1.0


def test_the_mix_tells_its_trust(world: World) -> None:
    seeds = gather_seeds(read_question("Who directed Copper Lantern?", world.embedder), world.store)
    assert seeds.trust == 1.0
    assert seeds.hybrid[0][0] == world.passages["Copper Lantern"]


def test_in_a_script_that_the_embedder_does_not_know_words_alone_count(world: World) -> None:
    seeds = gather_seeds(read_question("Ines Varga Холмсунд где родилась", world.embedder), world.store)
    assert seeds.trust == 0.0
    words = [passage_id for passage_id, _ in seeds.rankings["bm25"]]
    assert [passage_id for passage_id, _ in seeds.hybrid][: len(words)] == words
    hits = Graph(world.store, world.embedder, world.tagger)("Ines Varga Холмсунд где родилась", 5)
    assert hits[0].passage.id == words[0]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
