from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.local import LocalGraph
from rag.retrieve.graph.paths import PassagePool, PathLink, Paths, paths, pool
from rag.retrieve.graph.term_coverage import TermCoverage
from tests.rag.retrieve.small import small

FILM = ("lantern", ["varga", "winter"])
DIRECTOR = ("varga", ["", "holmsund"])
OTHER = ("crown", ["okafor"])


def held(*rows: tuple[int, ...]) -> TermCoverage:
    matrix = np.array(rows, np.float32)
    return TermCoverage(
        tuple(str(i) for i in range(matrix.shape[1])), matrix, np.full(matrix.shape[1], 1 / matrix.shape[1], np.float32)
    )


def found(local: LocalGraph, order: list[int], cover: TermCoverage, without: str = "") -> tuple[PassagePool, Paths]:
    chosen = pool(local, order)
    linking = np.array([local.entities[entity] != without for entity in chosen.entities], np.float32)
    return chosen, paths(chosen, cover, np.ones(len(order), np.float32), linking)


def test_a_pair_of_linked_sentences_holds_what_each_lacks() -> None:
    local = small([FILM, DIRECTOR, OTHER])
    chosen, seen = found(local, [0, 1, 2], held((1, 1, 0), (1, 0, 0), (0, 0, 0), (0, 0, 1), (0, 1, 1)))
    assert seen.pair.tolist() == pytest.approx([1.0, 1.0, 2 / 3])
    assert seen.onward.tolist() == pytest.approx([1.0, 1 / 3, 2 / 3])
    assert seen.reached.tolist() == pytest.approx([2 / 3, 1.0, 2 / 3])
    assert seen.opens.tolist() == [1.0, 0.0, 0.0]
    entity = local.entities.index("varga")
    assert seen.links(chosen) == {0: PathLink(entity, 1), 1: PathLink(entity, 0)}


def test_what_links_nothing_is_worth_what_it_says_alone() -> None:
    local = small([FILM, DIRECTOR])
    chosen, seen = found(local, [0, 1], held((1, 0), (1, 0), (0, 1), (0, 1)), without="varga")
    assert np.all(np.stack([seen.pair, seen.onward, seen.reached]) == 0.5)
    assert not seen.opens.any()
    assert seen.links(chosen) == {}


def test_a_passage_is_about_what_every_sentence_names() -> None:
    local = small([("", ["varga", "varga holmsund"]), ("", ["varga", "holmsund"])])
    chosen = pool(local, [0, 1])
    about = [{local.entities[chosen.entities[e]] for e in np.flatnonzero(row)} for row in chosen.subjects]
    assert about == [{"varga"}, set()]


def test_the_weaker_the_lead_the_less_is_reached() -> None:
    local = small([FILM, DIRECTOR])
    chosen = pool(local, [0, 1])
    cover = held((1, 1, 1, 0), (1, 1, 1, 0), (0, 0, 0, 1), (0, 0, 0, 1))
    linking = np.ones(len(chosen.entities), np.float32)
    seen = paths(chosen, cover, np.array([0.25, 1.0], np.float32), linking)
    assert seen.reached.tolist() == pytest.approx([0.75, 0.5])


def test_passages_without_sentences_have_no_paths() -> None:
    local = small([FILM, ("", [])])
    for order in ([], [1], [1, 0]):
        chosen = pool(local, order)
        cover = TermCoverage(("a",), np.ones((len(chosen.owner), 1), np.float32), np.ones(1, np.float32))
        seen = paths(chosen, cover, np.ones(len(order), np.float32), np.ones(len(chosen.entities), np.float32))
        assert len(seen.pair) == len(order)
        assert seen.links(chosen) == {}
        assert [seen.pair[place] for place, passage in enumerate(order) if passage == 1] == [0.0] * (1 in order)


SENTENCES = st.lists(st.lists(st.sampled_from("abcdef"), max_size=3).map(" ".join), max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["", *"abc"]), SENTENCES), min_size=1, max_size=5), st.data())
def test_the_order_of_the_pool_changes_nothing(world: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    local = small(world)
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    words = rng.integers(0, 2, (len(local.sentences), 4)).astype(np.float32)
    lead = rng.random(len(world)).astype(np.float32)

    def seen(order: list[int]) -> np.ndarray:
        chosen = pool(local, order)
        cover = TermCoverage(tuple("abcd"), words[chosen.sentences], np.full(4, 0.25, np.float32))
        result = paths(chosen, cover, lead[order], np.ones(len(chosen.entities), np.float32))
        return np.stack([result.pair, result.onward, result.reached, result.opens], axis=1)

    order = data.draw(st.permutations(range(len(world))))
    assert np.allclose(seen(list(order)), seen(list(range(len(world))))[list(order)], atol=1e-6)
