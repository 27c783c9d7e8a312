from __future__ import annotations

import numpy as np

from graph.local import LocalGraph
from rag.retrieve.graph.bridges import BridgeParameters, find_bridges

INT = np.int64


def local(sentences: list[list[int]], entities: int, frequency: list[int] | None = None) -> LocalGraph:
    """One passage holding sentences, each given by its entities."""
    pairs = [(index, entity) for index, named in enumerate(sentences) for entity in named]
    none = np.zeros(0, dtype=INT)
    return LocalGraph(
        passages=("p",),
        entities=tuple(f"e{i}" for i in range(entities)),
        sentences=tuple(f"p#{i}" for i in range(len(sentences))),
        sentence_passage=np.zeros(len(sentences), dtype=INT),
        mention_passage=none,
        mention_entity=none,
        mention_count=np.zeros(0, dtype=np.float32),
        sentence_index=np.array([i for i, _ in pairs], dtype=INT),
        sentence_entity=np.array([e for _, e in pairs], dtype=INT),
        edge_subject=none,
        edge_object=none,
        edge_weight=np.zeros(0, dtype=np.float32),
        edge_passage=none,
        frequency=np.array(frequency or [2] * entities, dtype=np.float32),
        total=10,
    )


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_two_hops_lead_over_two_sentences() -> None:
    graph = local([[0, 1], [1, 2]], 3)
    scores = find_bridges(graph, floats(0.8, 0.7), floats(1, 0, 0)).scores
    assert scores[1] == np.float32(0.8)
    assert abs(scores[2] - 0.8 * 0.7) < 1e-6


def test_one_hop_leads_over_one() -> None:
    scores = find_bridges(
        local([[0, 1], [1, 2]], 3), floats(0.8, 0.7), floats(1, 0, 0), BridgeParameters(hops=1)
    ).scores
    assert scores[2] == 0


def test_the_sentence_that_opened_an_entity_is_told() -> None:
    opened = find_bridges(local([[0], [0, 1]], 2), floats(0.3, 0.9), floats(1, 0)).opened_by
    assert opened == {1: 1}


def test_unlikely_sentences_and_crowded_entities_lead_nowhere() -> None:
    assert find_bridges(local([[0, 1]], 2), floats(0.1), floats(1, 0)).scores[1] == 0
    assert find_bridges(local([[0, 1]], 2, [500, 2]), floats(0.9), floats(1, 0)).scores[1] == 0


def test_only_the_likeliest_sentences_are_opened() -> None:
    graph = local([[0, 1], [0, 2], [0, 3]], 4)
    scores = find_bridges(
        graph, floats(0.5, 0.9, 0.7), floats(2, 0, 0, 0), BridgeParameters(hops=1, sentences=2)
    ).scores
    assert scores.tolist() == [2, 0, np.float32(0.9) * 2, np.float32(0.7) * 2]


def test_without_names_nothing_is_bridged() -> None:
    assert not find_bridges(local([[0, 1]], 2), floats(0.9), floats(0, 0)).scores.any()
