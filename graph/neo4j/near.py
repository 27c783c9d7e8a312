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
    rows = _candidates(sight, asked, k, of, few)
    if not rows:
        return []
    for _, _, document, version in rows:
        if document is not None:
            sight.seen.add(document, version)
    held = matrix([row[1] for row in rows], dimensions)
    exact = (held.astype(np.float64) * asked.astype(np.float64)).sum(axis=1).astype(np.float32)
    found = sorted((-score, row[0]) for score, row in zip(exact.tolist(), rows, strict=True))
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
        return sight.rows(SCAN[of], **bound)
    wanted = min(k, visible)
    ((every,),) = sight.tx.rows(EVERY[of])
    share = visible / max(every if of == "passage" else visible, _all_passages(sight), 1)
    neighbours = int((2 * k + SPARE) / share)
    while neighbours <= MOST_NEIGHBOURS:
        rows = sight.rows(SEARCH[of], neighbours=min(neighbours, every), **bound)
        if len(rows) >= wanted:
            return rows
        if neighbours >= every:
            break
        neighbours *= 4
    return sight.rows(SCAN[of], **bound)


def _all_passages(sight: Sight) -> int:
    ((count,),) = sight.tx.rows(EVERY["passage"])
    return int(count)


_SHOWN = f"p.version = d.version AND {schema.VISIBLE}"
_LIKE = "coalesce(vector.similarity.cosine(node[$embedding], $vector), 0.5) AS score"
_BEST = "ORDER BY score DESC, node.id LIMIT $most"
SCAN: dict[Kind, str] = {
    "passage": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(node:Passage)
WHERE node.version = d.version AND node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} RETURN node.id, node.vector, d.id, d.version""",
    "sentence": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:HAS]->(node:Sentence) WHERE node.vector IS NOT NULL
WITH d, node, {_LIKE} {_BEST} RETURN node.id, node.vector, d.id, d.version""",
    "entity": f"""MATCH (d:Document) WHERE {schema.VISIBLE} MATCH (d)-[:HAS]->(p:Passage) WHERE p.version = d.version
MATCH (p)-[:MENTIONS]->(node:Entity) WHERE node.vector IS NOT NULL
WITH DISTINCT node WITH node, {_LIKE} {_BEST} RETURN node.id, node.vector, null AS document, null AS version""",
}
_NEIGHBOURS = "CALL db.index.vector.queryNodes($index, $neighbours, $vector) YIELD node, score"
SEARCH: dict[Kind, str] = {
    "passage": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(node) WHERE node.version = d.version AND {schema.VISIBLE}
WITH d, node, score {_BEST} RETURN node.id, node.vector, d.id, d.version""",
    "sentence": f"""{_NEIGHBOURS} MATCH (d:Document)-[:HAS]->(p:Passage)-[:HAS]->(node) WHERE {_SHOWN}
WITH d, node, score {_BEST} RETURN node.id, node.vector, d.id, d.version""",
    "entity": f"""{_NEIGHBOURS} WITH node, score WHERE node.graph = $graph AND
EXISTS {{ (node)<-[:MENTIONS]-(p:Passage)<-[:HAS]-(d:Document) WHERE {_SHOWN} }}
WITH node, score {_BEST} RETURN node.id, node.vector, null AS document, null AS version""",
}
EVERY: dict[Kind, str] = {
    "passage": "MATCH (n:Passage) RETURN count(n)",
    "sentence": "MATCH (n:Sentence) RETURN count(n)",
    "entity": "MATCH (n:Entity) RETURN count(n)",
}
