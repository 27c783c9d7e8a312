"""Ranks passages, sentences and entities by likeness: the server finds candidates, which are scored exactly here.

Where few are visible the server compares all of them, else it asks its vector index for more than is wanted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.errors import EmbedderMismatch
from graph.model import Kind, Vector
from graph.neo4j import schema
from graph.neo4j.ledger import EMBEDDED, ORIGIN
from graph.neo4j.sight import Sight
from graph.neo4j.subgraph import matrix

Ranked = list[tuple[str, float]]

SPARE = 64
# More than so many neighbours take the index longer than comparing all.
MOST_NEIGHBOURS = 20_000


def by_likeness(sight: Sight, vector: Vector, k: int, of: Kind, few: int) -> Ranked:
    """The k highest cosines, best first, ties by id."""
    asked = np.asarray(vector, np.float32).ravel()
    ((_, _, dimensions, _),) = sight.tx.rows(ORIGIN)
    if k <= 0 or not sight.tx.rows(EMBEDDED):
        return []
    if len(asked) != dimensions:
        raise EmbedderMismatch(
            f"the question's vector has {len(asked)} dimensions, the store's have {dimensions}",
            "ask with the embedder that the store was written with",
        )
    if of == "entity" and not sight.facts.entity_vectors:
        return []
    ids, vectors, documents, versions = _candidates(sight, asked, k, of, few)
    sight.seen.add(documents, versions)
    held = matrix(vectors, dimensions)
    exact = (held.astype(np.float64) * asked.astype(np.float64)).sum(axis=1).astype(np.float32)
    found = sorted((-score, name) for score, name in zip(exact.tolist(), ids, strict=True))
    return [(name, -score) for score, name in found[:k]]


def _candidates(sight: Sight, asked: Vector, k: int, of: Kind, few: int) -> list[Any]:
    bound = {
        "vector": asked.tolist(),
        "embedding": schema.embedding(len(asked)),
        "index": schema.vector_index(of, len(asked)),
        "most": k + SPARE,
    }
    visible = sight.facts.embedded
    if visible <= few or not asked.any():
        return sight.columns(SCAN[of], **bound)
    wanted = min(k, visible)
    ((every,),) = sight.tx.rows(EVERY[of])
    share = visible / max(every if of == "passage" else visible, _all_passages(sight), 1)
    neighbours = int((2 * k + SPARE) / share)
    while neighbours <= MOST_NEIGHBOURS:
        found = sight.columns(SEARCH[of], neighbours=min(neighbours, every), **bound)
        if len(found[0]) >= wanted:
            return found
        if neighbours >= every:
            break
        neighbours *= 4
    return sight.columns(SCAN[of], **bound)


def _all_passages(sight: Sight) -> int:
    ((count,),) = sight.tx.rows(EVERY["passage"])
    return int(count)


_SHOWN = f"p.version = d.version AND {schema.VISIBLE}"
_COLUMNS = "RETURN collect(node.id), collect(node.vector), collect(d.id), collect(d.version)"
_ENTITY_COLUMNS = "RETURN collect(node.id), collect(node.vector), collect(null) AS documents, collect(null) AS versions"
_LIKE = "coalesce(vector.similarity.cosine(node[$embedding], $vector), 0.5) AS score"
_BEST = "ORDER BY score DESC, node.id LIMIT $most"
SCAN: dict[Kind, str] = {
    "passage": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(node:Passage)
WHERE node.version = d.version AND node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} {_COLUMNS}""",
    "sentence": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:HAS]->(node:Sentence) WHERE node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} {_COLUMNS}""",
    "entity": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:MENTIONS]->(node:Entity) WHERE node.vector IS NOT NULL
WITH DISTINCT node WITH node, {_LIKE} {_BEST} {_ENTITY_COLUMNS}""",
}
_NEIGHBOURS = "CALL db.index.vector.queryNodes($index, $neighbours, $vector) YIELD node, score"
SEARCH: dict[Kind, str] = {
    "passage": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(node) WHERE node.version = d.version AND {schema.VISIBLE}
WITH d, node, score {_BEST} {_COLUMNS}""",
    "sentence": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(p:Passage)-[:HAS]->(node) WHERE {_SHOWN}
WITH d, node, score {_BEST} {_COLUMNS}""",
    "entity": f"""{_NEIGHBOURS} WITH node, score WHERE node.graph = $graph AND
EXISTS {{ (node)<-[:MENTIONS]-(p:Passage)<-[:HAS]-(d:Document) WHERE {_SHOWN} }}
WITH node, score {_BEST} {_ENTITY_COLUMNS}""",
}
EVERY: dict[Kind, str] = {
    "passage": "MATCH (n:Passage) RETURN count(n)",
    "sentence": "MATCH (n:Sentence) RETURN count(n)",
    "entity": "MATCH (n:Entity) RETURN count(n)",
}
