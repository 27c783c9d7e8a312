"""Read everything stored of a document, vectors included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from graph.join import join_subgraphs
from graph.neo4j import schema
from graph.neo4j.connect import Connection, Transaction
from graph.neo4j.filter import filter_parameters
from graph.neo4j.read import document, read_consistently
from graph.neo4j.vectors import unpack_matrix
from graph.types import (
    Document,
    Entity,
    Filter,
    Fragment,
    Kind,
    Mention,
    Passage,
    Relation,
    Sentence,
    Subgraph,
    Vectors,
)


def read_subgraph(connection: Connection, document_ids: Iterable[str], where: Filter) -> Subgraph:
    """Return the visible ones of these documents, each at one version."""
    parts: list[Subgraph] = []
    for name in dict.fromkeys(document_ids):
        part = connection.read(partial(_of_document, name=name, where=where))
        if part is not None:
            parts.append(part)
    return join_subgraphs(parts)


def _of_document(tx: Transaction, name: str, where: Filter) -> Subgraph | None:
    rows = tx.rows(DOCUMENT_QUERY, document=name, **filter_parameters(where))
    if not rows:
        return None
    held = rows[0][0]
    version = held.get("version", "")
    return read_consistently(tx, {name: version}, lambda: read_version(tx, document(held), version))


def read_version(tx: Transaction, held: Document, version: str) -> Subgraph:
    """Return the part of the graph that stems from one version of a document."""
    own = {"document": held.id, "version": version}
    nodes = sorted(
        tx.rows(DOCUMENT_PASSAGES_QUERY, **own), key=lambda row: (row[0]["ordinal"], row[0]["start"], row[0]["id"])
    )
    found = [node for (node,) in nodes]
    sentences = [sentence for node in found for sentence in _bounds(node)]
    place = {node["id"]: number for number, node in enumerate(found)}
    entities, entity_vectors = _entities(tx, own)
    return Subgraph(
        documents=(held,),
        passages=tuple(_passage(held, node) for node in found),
        sentences=tuple(sentences),
        entities=entities,
        mentions=_mentions(tx, own, place),
        relations=_relations(tx, own, place),
        fragments=_fragments(tx, own, place),
        vectors=_vectors(tx, own, found, sentences, entity_vectors),
    )


def _passage(held: Document, node: dict[str, Any]) -> Passage:
    place = (node["start"], node["page"], node["ordinal"])
    rest = (bool(node.get("hidden")), node["context"], held.meta.date)
    return Passage(node["id"], held.id, node["text"], *place, held.title, held.source, *rest)


def _bounds(node: dict[str, Any]) -> list[Sentence]:
    pairs = zip(node["bounds"][::2], node["bounds"][1::2], strict=True)
    return [Sentence(node["id"], ordinal, *pair) for ordinal, pair in enumerate(pairs)]


def _entities(tx: Transaction, own: dict[str, str]) -> tuple[tuple[Entity, ...], dict[str, bytes]]:
    rows = sorted(tx.rows(DOCUMENT_ENTITIES_QUERY, **own))
    vectors = {row[0]: row[5] for row in rows if row[5] is not None}
    return tuple(Entity(*row[:5]) for row in rows), vectors


def _mentions(tx: Transaction, own: dict[str, str], place: dict[str, int]) -> tuple[Mention, ...]:
    found = [
        Mention(passage, entity, *span)
        for passage, entity, *columns in tx.rows(MENTIONS_QUERY, **own)
        for span in zip(*columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda m: (place[m.passage_id], not m.in_title, m.start, m.end, m.entity_id)))


def _relations(tx: Transaction, own: dict[str, str], place: dict[str, int]) -> tuple[Relation, ...]:
    found = [Relation(*row) for row in tx.rows(RELATIONS_QUERY, ids=list(place), version=own["version"])]
    return tuple(sorted(found, key=lambda r: (place[r.passage_id], r.subject_id, r.predicate, r.object_id, r.weight)))


def _fragments(tx: Transaction, own: dict[str, str], place: dict[str, int]) -> tuple[Fragment, ...]:
    found = [Fragment(*row) for row in tx.rows(FRAGMENTS_QUERY, **own)]
    return tuple(sorted(found, key=lambda f: (place[f.passage_id], f.entity_id, f.text)))


def _vectors(
    tx: Transaction,
    own: dict[str, str],
    found: Sequence[dict[str, Any]],
    sentences: Sequence[Sentence],
    of_entities: dict[str, bytes],
) -> dict[Kind, Vectors]:
    of_passages = {node["id"]: node["vector"] for node in found if node.get("vector") is not None}
    rows = dict(tx.rows(SENTENCES_QUERY, **own))
    of_sentences = {sentence.id: rows[sentence.id] for sentence in sentences if rows.get(sentence.id) is not None}
    held: dict[Kind, dict[str, bytes]] = {
        "passage": of_passages,
        "sentence": of_sentences,
        "entity": of_entities,
    }
    return {
        kind: Vectors(tuple(known), unpack_matrix(list(known.values()), 0)) for kind, known in held.items() if known
    }


_SHOWN = "MATCH (d:Document {graph: $graph, id: $document})-[:HAS]->(p:Passage) WHERE p.version = $version"
DOCUMENT_QUERY = f"MATCH (d:Document {{graph: $graph, id: $document}}) WHERE {schema.VISIBLE} RETURN properties(d)"
DOCUMENT_PASSAGES_QUERY = f"""{_SHOWN} RETURN {{id: p.id, text: p.text, start: p.start, page: p.page,
 ordinal: p.ordinal, hidden: p.hidden, context: coalesce(p.context, ''), bounds: p.bounds, vector: p.vector}}"""
DOCUMENT_ENTITIES_QUERY = f"""{_SHOWN} MATCH (p)-[:MENTIONS]->(e:Entity)
RETURN DISTINCT e.id, e.key, e.kind, e.sense, e.collection, e.vector"""
MENTIONS_QUERY = f"""{_SHOWN} MATCH (p)-[m:MENTIONS]->(e:Entity) RETURN p.id, e.id, m.starts, m.ends, m.titled,
 coalesce(m.kinds, [start IN m.starts | '']), coalesce(m.origins, [start IN m.starts | ''])"""
RELATIONS_QUERY = """MATCH (a:Entity)-[r:RELATES]->(b:Entity) WHERE r.passage IN $ids AND r.version = $version
RETURN a.id, r.predicate, b.id, r.passage, r.weight, coalesce(r.start, 0), coalesce(r.end, 0), coalesce(r.origin, '')"""
FRAGMENTS_QUERY = f"{_SHOWN} MATCH (p)-[f:DESCRIBES]->(e:Entity) RETURN e.id, p.id, f.text, coalesce(f.origin, '')"
SENTENCES_QUERY = f"{_SHOWN} MATCH (p)-[:HAS]->(s:Sentence) RETURN s.id, s.vector"
