"""Look up vectors by id, and their similarity to a query vector, computed by the server."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.errors import EmbedderMismatch
from graph.neo4j import schema
from graph.neo4j.connect import Connection
from graph.sentence_id import split_sentence_id
from graph.types import Kind, Matrix, Vector

# Returned in place of (1 + cosine) / 2 if there is no vector.
MISSING_SCORE = -1.0
# (1 + cosine) / 2 of what is similar to nothing.
NO_SIMILARITY_SCORE = 0.5


def unpack_matrix(blobs: Sequence[bytes], dimensions: int) -> Matrix:
    """Unpack vectors as rows."""
    flat = np.frombuffer(b"".join(blobs), dtype="<f4").astype(np.float32)
    return flat.reshape(len(blobs), dimensions if not blobs else -1)


def fetch_vectors(
    connection: Connection, ids: Sequence[str], of: Kind, dimensions: int, absent: bool = False
) -> Matrix:
    """Return one row per id, in the order given; for an id without a vector KeyError, or zeros if any may be absent."""
    wanted = {name.rpartition("#")[0] for name in ids} if of == "sentence" else set(ids)
    names, blobs = connection.read(lambda tx: tx.columns(VECTORS_QUERIES[of], ids=sorted(wanted)))
    known: dict[str, bytes] = dict(zip(names, blobs, strict=True))
    if absent:
        zeros = np.zeros(dimensions, "<f4").tobytes()
        return unpack_matrix([known.get(name, zeros) for name in ids], dimensions)
    for name in ids:
        if name not in known:
            raise KeyError(name)
    return unpack_matrix([known[name] for name in ids], dimensions)


def fetch_similarities(
    connection: Connection, ids: Sequence[str], vector: Vector, of: Kind, absent: bool = False
) -> Vector:
    """Return one cosine per id, in the order given; for an id without a vector KeyError, or 0 if any may be absent."""
    if not ids:
        return np.zeros(0, np.float32)
    asked = np.asarray(vector, np.float32).ravel()
    parts = [split_sentence_id(name) for name in ids] if of == "sentence" else [(name, 0) for name in ids]
    owners = list(dict.fromkeys(owner for owner, _ in parts))
    bound = {"ids": owners, "vector": query_vector(asked), "embedding": schema.embedding_property(len(asked))}
    dimensions, places, scores = connection.read(lambda tx: tx.columns(SIMILARITY_QUERIES[of], **bound))
    if dimensions:
        check_dimensions(len(asked), dimensions)
    known: dict[str, list[float]] = {owners[place]: held for place, held in zip(places, scores, strict=True)}
    found: list[float] = []
    for name, (owner, ordinal) in zip(ids, parts, strict=True):
        held = known.get(owner, [])
        scored = 0 <= ordinal < len(held) and held[ordinal] != MISSING_SCORE
        if not scored and not absent:
            raise KeyError(name)
        found.append(held[ordinal] if scored else NO_SIMILARITY_SCORE)
    return (2 * np.array(found) - 1).astype(np.float32)


def query_vector(vector: Vector) -> list[float] | None:
    """Return a query vector as the server takes it; None for a zero vector, which is similar to none."""
    return vector.tolist() if vector.any() else None


def check_dimensions(asked: int, held: int) -> None:
    """Raise EmbedderMismatch for a vector whose dimensions differ from the stored ones."""
    if asked != held:
        raise EmbedderMismatch(
            f"the question's vector has {asked} dimensions, the store's have {held}",
            "ask with the embedder that the store was written with",
        )


_SHOWN = """p.version IS NOT NULL MATCH (d:Document)-[:HAS]->(p) WHERE p.version = d.version"""
_FOUND = f"UNWIND $ids AS id MATCH (p:Passage) WHERE p.graph = $graph AND p.id = id AND {_SHOWN}"
VECTORS_QUERIES: dict[Kind, str] = {
    "passage": f"{_FOUND} AND p.vector IS NOT NULL RETURN collect(p.id), collect(p.vector)",
    "sentence": f"""{_FOUND} MATCH (p)-[:HAS]->(s:Sentence) WHERE s.vector IS NOT NULL
RETURN collect(s.id), collect(s.vector)""",
    "entity": """UNWIND $ids AS id MATCH (e:Entity {graph: $graph, id: id}) WHERE e.vector IS NOT NULL
RETURN collect(e.id), collect(e.vector)""",
}
# A zero vector has no direction: it is similar to none, and in no index.
_SCORE = f"""coalesce(vector.similarity.cosine(n[$embedding], $vector),
 CASE WHEN n.vector IS NOT NULL THEN 0.5 ELSE {MISSING_SCORE} END)"""
_EACH = "MATCH (s:Store {graph: $graph}) UNWIND range(0, size($ids) - 1) AS place"
_DIMENSIONS = "RETURN head(collect(s.dimensions)), collect(place)"
SIMILARITY_QUERIES: dict[Kind, str] = {
    "passage": f"""{_EACH} MATCH (n:Passage) WHERE n.graph = $graph AND n.id = $ids[place] AND n.version IS NOT NULL
MATCH (d:Document)-[:HAS]->(n) WHERE n.version = d.version {_DIMENSIONS}, collect([{_SCORE}])""",
    "sentence": f"""{_EACH} MATCH (p:Passage) WHERE p.graph = $graph AND p.id = $ids[place] AND {_SHOWN}
CALL (p) {{ MATCH (p)-[:HAS]->(n:Sentence) WITH n ORDER BY n.ordinal RETURN collect({_SCORE}) AS scores }}
{_DIMENSIONS}, collect(scores)""",
    "entity": f"{_EACH} MATCH (n:Entity {{graph: $graph, id: $ids[place]}}) {_DIMENSIONS}, collect([{_SCORE}])",
}
