"""Writes prepared documents with the bare driver, as the floor for the Neo4j store and as the way to load many fast.

What it writes is what the store writes: the same nodes, properties, relationships and log, under the same constraints
and indexes, in UNWIND batches. It promises less: nothing is checked, nothing is replaced, and no one else may write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graph.neo4j import schema
from graph.neo4j.prepare import PreparedDocument, Row, prepare_document
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from tests.support.neo4j_server import Server

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

VERSION = "plain"
BATCH = 100


def write(session: Session, graph: str, parts: Sequence[PreparedDocument], revision: int) -> None:
    """Write the documents in one transaction; the first becomes this revision, the others those after it."""
    session.execute_write(_write, graph, parts, revision)


def copy(source: SqliteStore, target: Neo4jStore, server: Server, graph: str, passages: int | None = None) -> int:
    """Write the documents of one store into the empty graph of another, the first that hold so many passages; returns
    how many passages that is."""
    from neo4j import GraphDatabase

    about = source.about()
    target.claim(about.embedder, about.dimensions, about.fingerprint)
    ids = [document.id for document in source.documents()]
    written = 0
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        for place in range(0, len(ids), BATCH):
            parts = [prepare_document(graph, name, source.read([name])) for name in ids[place : place + BATCH]]
            with driver.session(database=server.database) as session:
                write(session, graph, parts, place + 1)
            written += sum(len(part.passages) for part in parts)
            if passages is not None and written >= passages:
                break
    return written


def _write(tx: ManagedTransaction, graph: str, parts: Sequence[PreparedDocument], revision: int) -> None:
    dimensions = max(part.dimensions for part in parts)
    own = {"graph": graph, "version": VERSION, "embedding": schema.embedding_property(dimensions)}
    for text, rows in _rows(parts, revision):
        if rows:
            tx.run(text, {"rows": rows, **own}).consume()


def _rows(parts: Sequence[PreparedDocument], revision: int) -> Iterable[tuple[str, list[Row]]]:
    chunks = [(part, chunk) for part in parts for chunk in part.chunks]
    yield (
        DOCUMENTS,
        [{"id": part.id, "properties": {**part.document, "revision": revision + n}} for n, part in enumerate(parts)],
    )
    yield PASSAGES, [{**row, "document": part.id} for part, chunk in chunks for row in chunk.passages]
    yield SENTENCES, [row for _, chunk in chunks for row in chunk.sentences]
    yield NEXT, [{"from": first, "to": second} for _, chunk in chunks for first, second in chunk.following]
    yield ENTITIES, list({row["id"]: row for _, chunk in chunks for row in chunk.entities}.values())
    yield NAMES, list({row["id"]: row for _, chunk in chunks for row in chunk.names}.values())
    yield NAMED, [{"document": part.id, "name": row["id"]} for part, chunk in chunks for row in chunk.names]
    yield MENTIONS, [row for _, chunk in chunks for row in chunk.mentions]
    yield RELATIONS, [row for _, chunk in chunks for row in chunk.relations]
    yield FRAGMENTS, [row for _, chunk in chunks for row in chunk.fragments]


_VECTOR = (
    "WITH n, row WHERE row.embedding IS NOT NULL CALL db.create.setNodeVectorProperty(n, $embedding, row.embedding)"
)
_PASSAGE = "UNWIND $rows AS row MATCH (p:Passage {graph: $graph, id: row.passage, version: $version})"
_ENTITY = "MATCH (e:Entity {graph: $graph, id: row.entity})"
DOCUMENTS = """UNWIND $rows AS row
CREATE (d:Document) SET d = row.properties, d.graph = $graph, d.id = row.id, d.version = $version
CREATE (:Change {graph: $graph, revision: d.revision, document: d.id, version: $version,
 removed: false, added: true})"""
PASSAGES = f"""UNWIND $rows AS row MATCH (d:Document {{graph: $graph, id: row.document}}) CREATE (d)-[:HAS]->(n:Passage)
SET n = row.properties, n.graph = $graph, n.version = $version, n.vector = row.vector
{_VECTOR}"""
SENTENCES = f"""{_PASSAGE} CREATE (p)-[:HAS]->(n:Sentence)
SET n = row.properties, n.graph = $graph, n.version = $version, n.vector = row.vector
{_VECTOR}"""
NEXT = """UNWIND $rows AS row MATCH (a:Passage {graph: $graph, id: row.from, version: $version})
MATCH (b:Passage {graph: $graph, id: row.to, version: $version}) CREATE (a)-[:NEXT]->(b)"""
ENTITIES = f"""UNWIND $rows AS row MERGE (n:Entity {{graph: $graph, id: row.id}})
ON CREATE SET n += row.properties, n.vector = row.vector
{_VECTOR}"""
NAMES = f"""UNWIND $rows AS row {_ENTITY} MERGE (n:Name {{graph: $graph, id: row.id}}) ON CREATE SET n += row.properties
MERGE (e)-[:NAMED]->(n)"""
NAMED = """UNWIND $rows AS row MATCH (d:Document {graph: $graph, id: row.document})
MATCH (n:Name {graph: $graph, id: row.name}) CREATE (d)-[:NAMES {version: $version}]->(n)"""
MENTIONS = f"{_PASSAGE} {_ENTITY} CREATE (p)-[m:MENTIONS]->(e) SET m = row.properties"
RELATIONS = """UNWIND $rows AS row MATCH (a:Entity {graph: $graph, id: row.subject})
MATCH (b:Entity {graph: $graph, id: row.object}) CREATE (a)-[r:RELATES]->(b)
SET r = row.properties, r.version = $version"""
FRAGMENTS = f"{_PASSAGE} {_ENTITY} CREATE (p)-[:DESCRIBES {{text: row.text}}]->(e)"
