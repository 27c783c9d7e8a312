"""Rank passages, sentences and entities by vector similarity, with cosines computed by the server.

Few visible vectors are all compared; otherwise the vector index, which is not quantised, is asked for more than needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.neo4j import schema
from graph.neo4j.filter_stats import VectorCounts
from graph.neo4j.filtered_view import Neo4jView
from graph.neo4j.store_metadata import HAS_VECTORS_QUERY, ORIGIN_QUERY
from graph.neo4j.vectors import check_dimensions, query_vector
from graph.types import Kind, Vector

Ranked = list[tuple[str, float]]

EXTRA_NEIGHBOURS = 64
# Above this many neighbours a full scan is faster than the index.
MAX_NEIGHBOURS = 20_000
# The index searches more thoroughly the more neighbours are requested.
MIN_NEIGHBOURS = 128


def rank_by_similarity(sight: Neo4jView, vector: Vector, k: int, of: Kind, few: int) -> Ranked:
    """Return the k highest cosines, best first, ties by id."""
    asked = np.asarray(vector, np.float32).ravel()
    held = _embedded(sight)
    if k <= 0 or not held.dimensions:
        return []
    check_dimensions(len(asked), held.dimensions)
    if of == "entity" and not sight.facts.entity_vectors:
        return []
    ids, likeness, *of_documents = _candidates(sight, asked, k, of, few)
    if of_documents:
        sight.seen.add(*of_documents)
    # The server returns (1 + cosine) / 2.
    cosines = (2 * np.array(likeness) - 1).astype(np.float32).tolist()
    found = sorted((-score, name) for score, name in zip(cosines, ids, strict=True))
    return [(name, -score) for score, name in found[:k]]


def _embedded(sight: Neo4jView) -> VectorCounts:
    known = sight.facts.vectors
    if not known:
        ((_, _, dimensions, _),) = sight.tx.rows(ORIGIN_QUERY)
        every = sight.tx.columns(NODE_COUNTS_QUERY)
        kinds: tuple[Kind, ...] = ("passage", "sentence", "entity")
        known.append(
            VectorCounts(dimensions if sight.tx.rows(HAS_VECTORS_QUERY) else 0, dict(zip(kinds, every, strict=True)))
        )
    return known[0]


def _candidates(sight: Neo4jView, asked: Vector, k: int, of: Kind, few: int) -> list[Any]:
    bound = {"vector": query_vector(asked), "most": k + EXTRA_NEIGHBOURS}
    by_index: dict[str, object] = {"index": schema.vector_index(of, len(asked)), **bound}
    by_scan = {"embedding": schema.embedding_property(len(asked)), **bound}
    visible = sight.facts.embedded
    if visible <= few or not asked.any():
        return sight.columns(SCAN_QUERIES[of], **by_scan)
    wanted = min(k, visible)
    every = _embedded(sight).every
    # Sentences and entities are assumed to be hidden as often as passages.
    neighbours = max(int((k + EXTRA_NEIGHBOURS) * max(every["passage"] / visible, 1.0)), MIN_NEIGHBOURS)
    while neighbours <= MAX_NEIGHBOURS:
        by_index["neighbours"] = min(neighbours, every[of])
        found = sight.columns(SEARCH_UNFILTERED_QUERY if sight.clear else SEARCH_QUERIES[of], **by_index)
        if len(found[0]) >= wanted:
            return found
        if neighbours >= every[of]:
            break
        neighbours *= 4
    return sight.columns(SCAN_QUERIES[of], **by_scan)


_SHOWN = f"p.version = d.version AND {schema.VISIBLE}"
_LIKENESS = "RETURN collect(node.id), collect(score)"
_COLUMNS = f"{_LIKENESS}, collect(d.id), collect(d.version)"
_LIKE = "coalesce(vector.similarity.cosine(node[$embedding], $vector), 0.5) AS score"
_BEST = "ORDER BY score DESC, node.id LIMIT $most"
SCAN_QUERIES: dict[Kind, str] = {
    "passage": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(node:Passage)
WHERE node.version = d.version AND node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} {_COLUMNS}""",
    "sentence": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:HAS]->(node:Sentence) WHERE node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} {_COLUMNS}""",
    "entity": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:MENTIONS]->(node:Entity) WHERE node.vector IS NOT NULL
WITH DISTINCT node WITH node, {_LIKE} {_BEST} {_LIKENESS}""",
}
_NEIGHBOURS = "CALL db.index.vector.queryNodes($index, $neighbours, $vector) YIELD node, score"
SEARCH_QUERIES: dict[Kind, str] = {
    "passage": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(node) WHERE node.version = d.version AND {schema.VISIBLE}
WITH d, node, score {_BEST} {_COLUMNS}""",
    "sentence": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(p:Passage)-[:HAS]->(node) WHERE {_SHOWN}
WITH d, node, score {_BEST} {_COLUMNS}""",
    "entity": f"""{_NEIGHBOURS} WITH node, score WHERE node.graph = $graph AND
EXISTS {{ (node)<-[:MENTIONS]-(p:Passage)<-[:HAS]-(d:Document) WHERE {_SHOWN} }}
WITH node, score {_BEST} {_LIKENESS}""",
}
SEARCH_UNFILTERED_QUERY = (
    f"{_NEIGHBOURS} WITH node, score WHERE node.graph = $graph WITH node, score {_BEST} {_LIKENESS}"
)
NODE_COUNTS_QUERY = """RETURN COUNT { MATCH (:Passage) }, COUNT { MATCH (:Sentence) }, COUNT { MATCH (:Entity) }"""
