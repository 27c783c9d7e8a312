"""Communities of the graph: passages and entities that belong together, by the Leiden algorithm.

V. Traag, L. Waltman & N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected communities" (2019).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.idf import idf
from graph.local import LocalGraph
from graph.types import Matrix

NEIGHBORS = 5
"""Passages of the most similar meaning that a passage is linked with."""

SIMILARITY_WEIGHT = 3.0
"""What a cosine of 1 counts as a link, in units of the idf of an entity that two passages share."""

MAX_MENTIONS = 2.0
"""The mentions of an entity in a passage that count."""

SEED = 7
"""The seed of the algorithm's draws: the same graph has the same communities."""

Edge = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Community:
    """Ids of passages, in the order of the graph, and of the entities that they share."""

    passages: tuple[str, ...]
    entities: tuple[str, ...]


def find_communities(graph: LocalGraph, vectors: Matrix) -> list[Community]:
    """Return the communities of a graph, those of most passages first; `vectors` has a row for each of its passages.

    Passages are linked with the entities of several passages that they mention, and with those of similar meaning. One
    that is linked with nothing is in no community.
    """
    edges = [*_mention_edges(graph), *_similarity_edges(vectors)]
    if not edges:
        return []
    from graspologic_native import leiden

    _, members = leiden(edges, seed=SEED)
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for node, number in members.items():
        grouped[number].append(node)
    made = [_read_members(graph, nodes) for nodes in grouped.values()]
    return sorted((one for one in made if one.passages), key=lambda one: (-len(one.passages), one.passages))


def _mention_edges(graph: LocalGraph) -> Iterator[Edge]:
    rarity = idf(graph.total, graph.frequency)
    for passage, entity, count in zip(graph.mention_passage, graph.mention_entity, graph.mention_count, strict=True):
        if graph.frequency[entity] > 1:
            yield f"p{passage}", f"e{entity}", float(rarity[entity] * min(float(count), MAX_MENTIONS))


def _similarity_edges(vectors: Matrix) -> Iterator[Edge]:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1.0)
    count = min(NEIGHBORS, len(vectors) - 1)
    for row, others in enumerate(np.argsort(-similarity, axis=1, kind="stable")[:, : max(0, count)]):
        for other in others:
            if similarity[row, other] > 0:
                yield f"p{row}", f"p{other}", float(similarity[row, other]) * SIMILARITY_WEIGHT


def _read_members(graph: LocalGraph, nodes: list[str]) -> Community:
    passages = sorted(int(node[1:]) for node in nodes if node[0] == "p")
    entities = sorted(int(node[1:]) for node in nodes if node[0] == "e")
    return Community(tuple(graph.passages[i] for i in passages), tuple(graph.entities[i] for i in entities))
