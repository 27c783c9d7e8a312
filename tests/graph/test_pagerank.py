from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.local import LocalGraph
from graph.pagerank import mention_weights, personalised_pagerank


def local(passages: int, entities: int, mentions: list[tuple[int, int, int]]) -> LocalGraph:
    integers = np.array([(p, e) for p, e, _ in mentions], dtype=np.int64).reshape(-1, 2)
    none = np.zeros(0, dtype=np.int64)
    frequency = np.bincount(integers[:, 1], minlength=entities).astype(np.float32)
    return LocalGraph(
        passages=tuple(f"p{i}" for i in range(passages)),
        entities=tuple(f"e{i}" for i in range(entities)),
        sentences=(),
        sentence_passage=none,
        mention_passage=integers[:, 0],
        mention_entity=integers[:, 1],
        mention_count=np.array([c for *_, c in mentions], dtype=np.float32),
        sentence_index=none,
        sentence_entity=none,
        edge_subject=none,
        edge_object=none,
        edge_weight=np.zeros(0, dtype=np.float32),
        edge_passage=none,
        frequency=frequency,
        total=passages,
    )


def vector(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_weight_is_log_count_times_idf() -> None:
    graph = local(4, 1, [(0, 0, 3), (1, 0, 1)])
    assert mention_weights(graph) == pytest.approx([(1 + math.log(3)) * math.log(1 + 4 / 2), math.log(1 + 4 / 2)])


def test_mass_reaches_a_passage_over_a_shared_entity_and_no_other() -> None:
    graph = local(3, 2, [(0, 0, 1), (1, 0, 1), (2, 1, 1)])
    ranks = personalised_pagerank(graph, vector(1, 0, 0), vector(0, 0))
    assert ranks.passages[0] > ranks.passages[1] > 0
    assert ranks.passages[2] == 0


def test_a_rare_entity_leads_further_than_a_common_one() -> None:
    graph = local(5, 2, [(0, 0, 1), (0, 1, 1), (1, 0, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)])
    ranks = personalised_pagerank(graph, vector(1, 0, 0, 0, 0), vector(0, 0))
    assert ranks.passages[1] > ranks.passages[2]


def test_without_seeds_nothing_is_ranked() -> None:
    ranks = personalised_pagerank(local(1, 1, [(0, 0, 1)]), vector(0), vector(0))
    assert not ranks.passages.any()


@settings(max_examples=60)
@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20),
    st.lists(st.floats(0, 1, width=32), min_size=6, max_size=6),
    st.floats(0.1, 0.95),
)
def test_equals_the_dense_solution(edges: set[tuple[int, int]], seeds: list[float], damping: float) -> None:
    """x = (1 - d) s + d P'x, solved exactly, against many iterations."""
    graph = local(6, 6, [(p, e, 1) for p, e in sorted(edges)])
    start = np.zeros(12)
    start[:6] = seeds
    if start.sum() <= 1e-6:
        return
    weights = np.zeros((12, 12))
    for (p, e), weight in zip(sorted(edges), mention_weights(graph), strict=True):
        weights[p, 6 + e] = weights[6 + e, p] = weight
    sums = weights.sum(axis=1, keepdims=True)
    moves = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    exact = np.linalg.solve(np.eye(12) - damping * moves.T, (1 - damping) * start / start.sum())
    ranks = personalised_pagerank(graph, start[:6].astype(np.float32), np.zeros(6, np.float32), damping, iterations=400)
    assert np.concatenate([ranks.passages, ranks.entities]) == pytest.approx(exact, abs=1e-4)
