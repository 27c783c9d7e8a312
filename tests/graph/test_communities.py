from __future__ import annotations

import numpy as np
import pytest

from graph.communities import Community, find_communities
from graph.local import LocalGraph
from graph.types import Matrix


def graph_of(mentions: list[tuple[int, int]], passages: int, entities: int) -> LocalGraph:
    """A graph of passages p0, p1, … that mention entities e0, e1, …"""
    held = np.array([entity for _, entity in mentions], np.int64)
    empty = np.zeros(0, np.int64)
    return LocalGraph(
        passages=tuple(f"p{i}" for i in range(passages)),
        entities=tuple(f"e{i}" for i in range(entities)),
        sentences=(),
        sentence_passage=empty,
        mention_passage=np.array([passage for passage, _ in mentions], np.int64),
        mention_entity=held,
        mention_count=np.ones(len(mentions), np.float32),
        sentence_index=empty,
        sentence_entity=empty,
        edge_subject=empty,
        edge_object=empty,
        edge_weight=np.zeros(0, np.float32),
        edge_passage=empty,
        frequency=np.bincount(held, minlength=entities).astype(np.float32),
        total=passages,
    )


def rows(*angles: float) -> Matrix:
    return np.array([(np.cos(angle), np.sin(angle)) for angle in angles], np.float32)


TWO = graph_of([(0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (0, 2)], 5, 3)
FAR = np.eye(5, dtype=np.float32)


def test_passages_that_share_entities_are_a_community_with_them() -> None:
    assert find_communities(TWO, FAR) == [Community(("p0", "p1", "p2"), ("e0",)), Community(("p3", "p4"), ("e1",))]


def test_passages_of_like_meaning_are_a_community_without_any_entity() -> None:
    found = find_communities(graph_of([], 6, 0), rows(0.0, 0.1, 0.2, 1.5, 1.6, 1.7))
    assert [one.passages for one in found] == [("p0", "p1", "p2"), ("p3", "p4", "p5")]


@pytest.mark.parametrize("count", [0, 1])
def test_passages_that_are_linked_with_nothing_are_in_no_community(count: int) -> None:
    assert find_communities(graph_of([], count, 0), np.eye(max(1, count), dtype=np.float32)[:count]) == []


def test_the_same_graph_has_the_same_communities() -> None:
    draws = np.random.default_rng(3)
    mentions = sorted({(int(draws.integers(60)), int(draws.integers(40))) for _ in range(300)})
    vectors = draws.normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    graph = graph_of(mentions, 60, 40)
    found = find_communities(graph, vectors)
    assert found == find_communities(graph, vectors)
    members = [passage for one in found for passage in one.passages]
    assert len(members) == len(set(members)) == 60
