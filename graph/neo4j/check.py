"""Check invariants of the graph as a whole and within each document. Versions not yet shown are ignored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import Any

import numpy as np

from graph.invariants import find_faults
from graph.neo4j import corpus_stats, read, schema, subgraph
from graph.neo4j.connect import INDEX_STATES_QUERY, Connection, Transaction
from graph.neo4j.prepare import prepare_document
from graph.types import EVERYTHING, Document


def find_problems(connection: Connection) -> list[str]:
    """Return every broken invariant in plain words; documents are only checked if the graph is consistent."""
    found = connection.read(lambda tx: [*find_index_problems(tx), *_counted(tx)])
    return found or list(_documents(connection))


def find_index_problems(tx: Transaction) -> Iterator[str]:
    """Yield the indexes that are missing or not online."""
    states = dict(tx.rows(INDEX_STATES_QUERY))
    ((dimensions,),) = tx.rows(DIMENSIONS_QUERY)
    vectors = schema.vector_statements(dimensions) if dimensions else ()
    for name in sorted(schema.index_names((*schema.SCHEMA_STATEMENTS, *vectors))):
        if name not in states and schema.is_queried_by_name(name):
            yield f"index {name} is missing"
        elif states.get(name, "ONLINE") != "ONLINE":
            yield f"index {name} is {states[name].lower()}"


def _counted(tx: Transaction) -> Iterator[str]:
    for what, text in VIOLATION_QUERIES.items():
        ((count,),) = tx.rows(text)
        if count:
            yield f"{count} {what}"
    last: dict[str, tuple[int, str | None]] = {}
    for revision, document, version, added in sorted(tx.rows(LOG_QUERY)):
        last[document] = (revision, version if added else None)
    shown = {name: (revision, version) for name, version, revision in tx.rows(SHOWN_VERSIONS_QUERY)}
    for name in sorted(shown.keys() | {name for name, (_, version) in last.items() if version is not None}):
        if shown.get(name) != last.get(name):
            yield f"the log and the graph do not agree on document {name}"
    newest = max((revision for revision, _ in last.values()), default=0)
    counted, told = corpus_stats.scanned(tx, EVERYTHING), corpus_stats.follow_totals(tx, None, 0, newest)
    if told is not None and (told.most < counted.most or replace(told, most=counted.most) != counted):
        yield "the log and the graph do not agree on how much there is"


def _documents(connection: Connection) -> Iterator[str]:
    """Check each document's passages, sentences and mentions against its text, and the data derived from them."""
    for document in read.read_documents(connection, EVERYTHING):
        yield from connection.read(partial(_document, held=document))


def _document(tx: Transaction, held: Document) -> list[str]:
    rows = tx.rows(VERSION_QUERY, document=held.id)
    if not rows:
        return []
    ((version, counts),) = rows
    part = subgraph.read_version(tx, held, version)
    found = [f"document {held.id}: {fault}" for fault in find_faults(held, part)]
    if found:
        return found
    expected = prepare_document(tx.graph, held.id, part)
    if Counter({name: expected.document[name] for name in counts}) != Counter(counts):
        found.append(f"document {held.id}: what is counted of it is not what it holds")
    rows = [row for chunk in expected.chunks for row in chunk.passages]
    wanted = {row["properties"]["id"]: _unordered(row["properties"]) for row in rows}
    derived = [node for (node,) in tx.rows(DERIVED_QUERY, document=held.id, version=version)]
    found += [
        f"the words or entities of passage {node['id']} are not those of its text"
        for node in derived
        if any(wanted[node["id"]][name] != value for name, value in _unordered(node).items())
    ]
    mentions = [row for chunk in expected.chunks for row in chunk.mentions]
    surfaces = {(row["passage"], row["entity"]): sorted(row["properties"]["surfaces"]) for row in mentions}
    found += [
        f"passage {passage} does not have the names that are stored for its mentions of {entity}"
        for passage, entity, names in tx.rows(SURFACES_QUERY, document=held.id, version=version)
        if sorted(names) != surfaces[passage, entity]
    ]
    return found


def _unordered(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a passage with its relations in canonical order."""
    ends = np.frombuffer(node["related"], "<i8").tolist()
    related = zip_longest(ends[::2], ends[1::2], np.frombuffer(node["weights"], "<f8").tolist())
    return {**node, "related": sorted(related, key=repr), "weights": None}


_OWN = "MATCH (d:Document {graph: $graph, id: $document})-[:HAS]->(p:Passage) WHERE p.version = $version"
_SHOWN = "MATCH (d:Document) WHERE d.graph = $graph AND d.version IS NOT NULL MATCH (d)-[:HAS]->(p:Passage)"
DIMENSIONS_QUERY = "MATCH (s:Store {graph: $graph}) RETURN s.dimensions"
LOG_QUERY = (
    "MATCH (c:Change) WHERE c.graph = $graph AND c.revision > 0 RETURN c.revision, c.document, c.version, c.added"
)
SHOWN_VERSIONS_QUERY = """MATCH (d:Document) WHERE d.graph = $graph AND d.version IS NOT NULL
RETURN d.id, d.version, d.revision"""
VERSION_QUERY = """MATCH (d:Document {graph: $graph, id: $document}) WHERE d.version IS NOT NULL RETURN d.version,
 {passages: d.passages, sentences: d.sentences, length: d.length, mentions: d.mentions, relations: d.relations,
  dimensions: d.dimensions}"""
DERIVED_QUERY = f"""{_OWN} RETURN {{id: p.id, words: p.words, length: p.length, scope: p.scope, entities: p.entities,
 numbers: p.numbers, counts: p.counts, named: p.named, related: p.related, weights: p.weights}}"""
SURFACES_QUERY = f"{_OWN} MATCH (p)-[m:MENTIONS]->(e:Entity) RETURN p.id, e.id, m.surfaces"
VIOLATION_QUERIES = {
    "entities that no passage mentions": """MATCH (e:Entity) WHERE e.graph = $graph AND e.collection IS NOT NULL
 AND NOT EXISTS { (e)<-[:MENTIONS]-() } RETURN count(e)""",
    "names that no document holds": """MATCH (n:Name) WHERE n.graph = $graph AND n.collection IS NOT NULL
 AND NOT EXISTS { (n)<-[:NAMES]-() } RETURN count(n)""",
    "passages without a vector in a store that has an embedder": f"""{_SHOWN}
 WHERE p.version = d.version AND p.vector IS NULL
 MATCH (s:Store {{graph: $graph}}) WHERE s.embedder <> '' OR EXISTS {{
   MATCH (o:Document) WHERE o.graph = $graph AND o.version IS NOT NULL AND o.dimensions > 0 }} RETURN count(p)""",
    "vectors of another length than the store's": """MATCH (s:Store {graph: $graph})
 MATCH (d:Document) WHERE d.graph = $graph AND d.version IS NOT NULL AND d.dimensions > 0
 AND d.dimensions <> s.dimensions RETURN count(d)""",
    "mentions of an entity of another collection than their document": f"""{_SHOWN} WHERE p.version = d.version
 MATCH (p)-[:MENTIONS]->(e:Entity) WHERE e.collection IS NULL OR e.collection <> d.collection OR e.graph <> $graph
 RETURN count(e)""",
    "documents whose names are not those of their mentions": """MATCH (d:Document)
 WHERE d.graph = $graph AND d.version IS NOT NULL
 WITH d, COLLECT { MATCH (d)-[r:NAMES]->(n:Name) WHERE r.version = d.version
   WITH DISTINCT n.entity AS entity, n.name AS name ORDER BY entity, name RETURN [entity, name] } AS names,
  COLLECT { MATCH (d)-[:HAS]->(p:Passage)-[m:MENTIONS]->(e:Entity) WHERE p.version = d.version
   UNWIND m.surfaces AS name
   WITH DISTINCT e.id AS entity, name ORDER BY entity, name RETURN [entity, name] } AS mentioned
 WHERE names <> mentioned RETURN count(d)""",
}
