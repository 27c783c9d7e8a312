"""Replace a document by its new version: written invisibly, shown by one small transaction, then cleaned up.

A writer that dies leaves an invisible version and a (:Write) that names it; `clean_up_abandoned` removes both.
"""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from graph.errors import StoreError
from graph.neo4j import read, schema, store_metadata
from graph.neo4j.connect import Connection, StaleRead, Transaction
from graph.neo4j.corpus_stats import DOCUMENT_TOTALS, RECORD_TOTALS
from graph.neo4j.prepare import UNSTORABLE_HINT, PreparedDocument, Row
from graph.types import Document

# A writer that has not shown its version for this long is presumed dead.
ABANDONED_SECONDS = 3600
DELETE_BATCH_SIZE = 500


def replace_document(
    connection: Connection, document_id: str, part: PreparedDocument | None, over: Document | None = None
) -> bool:
    """Write, show and clean up; a document that another writer removes meanwhile is written again.

    With `over`, only what is stored as that is replaced; return whether it was.
    """
    if part is None:
        _remove(connection, document_id)
        return True
    while True:
        try:
            if _written(connection, part, over):
                return True
            if over is not None:
                return False
        except DimensionsUnbound:
            store_metadata.bind_dimensions(connection, part.dimensions)


def _remove(connection: Connection, document_id: str) -> None:
    version = _version()
    if connection.write(lambda tx: _hide(tx, document_id, version)):
        clean_up_write(connection, document_id, version)


def _written(connection: Connection, part: PreparedDocument, over: Document | None) -> bool:
    version = _version()
    for number in range(len(part.chunks)):
        if not connection.write(partial(_put, part=part, version=version, number=number)):
            return False
    outcome = connection.write(lambda tx: _show(tx, part, version, over))
    if outcome in ("replaced", "refused"):
        clean_up_write(connection, part.id, version)
    return outcome in ("new", "replaced")


def _version() -> str:
    return uuid.uuid4().hex


class DimensionsUnbound(Exception):
    """The store does not hold vectors of as many dimensions as the part."""


def _begin(tx: Transaction, part: PreparedDocument, version: str) -> None:
    """Claim the document and register the write; idempotent."""
    if strangers := tx.rows(FOREIGN_PASSAGES_QUERY, ids=part.passages, document=part.id):
        raise StoreError(f"passage {strangers[0][0]} belongs to another document", UNSTORABLE_HINT)
    ((dimensions, embedder),) = tx.rows(BEGIN_STATEMENT, document=part.id, version=version)
    tx.claim.check(embedder)
    if part.dimensions not in (0, dimensions):
        raise DimensionsUnbound


def _put(tx: Transaction, part: PreparedDocument, version: str, number: int) -> bool:
    """Write one chunk; return False if the document is gone. A chunk already written is left alone."""
    if number == 0:
        _begin(tx, part, version)
    found = tx.rows(STEP_STATEMENT, document=part.id, version=version, number=number)
    if not found:
        return False
    if found[0][0] > number:
        return True
    chunk = part.chunks[number]
    rows: dict[str, list[Row]] = {
        "passages": chunk.passages,
        "following": [{"from": first, "to": second} for first, second in chunk.following],
        "sentences": chunk.sentences,
        "entities": chunk.entities,
        "names": chunk.names,
        "mentions": chunk.mentions,
        "relations": chunk.relations,
        "fragments": chunk.fragments,
    }
    own = {"document": part.id, "version": version, "embedding": schema.embedding_property(part.dimensions)}
    # As one map, as the server caches a query plan for each combination of list sizes.
    counts = tx.rows(WRITE_CHUNK_STATEMENT, rows=rows, **own)
    # Every row must have matched the node it attaches to.
    if counts != [[len(held) for held in rows.values()]]:
        raise StaleRead
    return True


def _show(tx: Transaction, part: PreparedDocument, version: str, over: Document | None) -> str:
    """Make the version visible; return 'new', 'replaced', 'gone' if the document was removed meanwhile, or 'refused'
    if it is not the one to be replaced."""
    found = tx.rows(LOCK_STATEMENT, document=part.id, version=version)
    if not found:
        return "gone"
    ((shown, waiting),) = found
    if shown == version:
        return "replaced" if waiting else "new"
    if over is not None:
        stored = tx.rows(SHOWN_DOCUMENT_QUERY, document=part.id)
        if [read.document(held) for (held,) in stored] != [over]:
            return "refused"
    # The uniqueness constraint excludes two writers with one number, so revisions follow the order of commits.
    properties = {**part.document, "revision": store_metadata.latest_revision(tx) + 1}
    tx.rows(SHOW_STATEMENT, document=part.id, version=version, old=shown, properties=properties)
    return "replaced" if shown else "new"


def _hide(tx: Transaction, document_id: str, version: str) -> bool:
    """Clear the document's version; return False if it does not exist."""
    found = tx.rows(LOCK_STATEMENT, document=document_id, version=version)
    if not found or (found[0][0] is None and not found[0][1]):
        return False
    shown = found[0][0]
    if shown is not None:
        tx.rows(
            HIDE_STATEMENT,
            document=document_id,
            version=version,
            old=shown,
            revision=store_metadata.latest_revision(tx) + 1,
        )
    return True


def clean_up_write(connection: Connection, document_id: str, version: str) -> None:
    """Delete the version left over from the write of this version, and what only that one used."""
    used: dict[str, set[str]] = {"names": set(), "entities": set()}

    def some(tx: Transaction) -> int:
        rows: list[Any] = tx.rows(OLD_PASSAGES, document=document_id, version=version, most=DELETE_BATCH_SIZE)
        ids = [name for name, _, _ in rows]
        used["entities"].update(entity for _, _, entities in rows for entity in entities)
        if rows:
            tx.rows(CUT_RELATIONS, ids=ids, old=rows[0][1])
            tx.rows(CUT_PASSAGES, ids=ids, old=rows[0][1])
        return len(rows)

    while connection.write(some):
        pass

    def rest(tx: Transaction) -> None:
        used["names"].update(name for (name,) in tx.rows(OLD_NAMES, document=document_id, version=version))
        tx.rows(CUT_NAMES, document=document_id, version=version)
        tx.rows(DROP_NAMES, ids=sorted(used["names"]))
        tx.rows(DROP_ENTITIES, ids=sorted(used["entities"]))
        tx.rows(EMPTY_ENTITIES, ids=sorted(used["entities"]))
        tx.rows(DONE_STATEMENT, version=version)
        tx.rows(DROP_DOCUMENT, document=document_id)

    connection.write(rest)


def clean_up_abandoned(connection: Connection) -> None:
    """Clean up after writers that died."""
    for document, version in connection.read(lambda tx: tx.rows(ABANDONED_QUERY, seconds=ABANDONED_SECONDS)):
        if document is None:
            connection.write(partial(_done, version=version))
        else:
            clean_up_write(connection, document, version)


def _done(tx: Transaction, version: str) -> None:
    tx.rows(DONE_STATEMENT, version=version)


FOREIGN_PASSAGES_QUERY = """UNWIND $ids AS id
MATCH (p:Passage) WHERE p.graph = $graph AND p.id = id AND p.version IS NOT NULL
 AND p.document <> $document RETURN p.id LIMIT 1"""
BEGIN_STATEMENT = """MERGE (d:Document {graph: $graph, id: $document})
MERGE (w:Write {graph: $graph, version: $version})
ON CREATE SET w.document = $document, w.old = $version, w.step = 0, w.started = timestamp()
WITH d MATCH (s:Store {graph: $graph}) RETURN s.dimensions, s.embedder"""
# The lock on the write keeps a chunk from being written twice.
STEP_STATEMENT = """MATCH (d:Document {graph: $graph, id: $document}), (w:Write {graph: $graph, version: $version})
SET w.locked = $number WITH w, w.step AS step SET w.step = $number + 1 RETURN step"""
_PASSAGE = "MATCH (p:Passage {graph: $graph, id: row.passage, version: $version})"
_ENTITY = "MATCH (e:Entity {graph: $graph, id: row.entity})"
# An entity keeps the properties and the vector it was first given.
WRITE_CHUNK_STATEMENT = f"""MATCH (d:Document {{graph: $graph, id: $document}})
CALL (d) {{
  UNWIND $rows.passages AS row CREATE (d)-[:HAS]->(p:Passage)
  SET p = row.properties, p.graph = $graph, p.version = $version, p.vector = row.vector
  WITH p, row CALL (p, row) {{
    WITH p, row WHERE row.embedding IS NOT NULL
    CALL db.create.setNodeVectorProperty(p, $embedding, row.embedding)
  }} RETURN count(p) AS passages
}}
CALL () {{
  UNWIND $rows.following AS row MATCH (a:Passage {{graph: $graph, id: row.from, version: $version}})
  MATCH (b:Passage {{graph: $graph, id: row.to, version: $version}}) CREATE (a)-[:NEXT]->(b)
  RETURN count(b) AS following
}}
CALL () {{
  UNWIND $rows.sentences AS row {_PASSAGE} CREATE (p)-[:HAS]->(s:Sentence)
  SET s = row.properties, s.graph = $graph, s.version = $version, s.vector = row.vector
  WITH s, row CALL (s, row) {{
    WITH s, row WHERE row.embedding IS NOT NULL
    CALL db.create.setNodeVectorProperty(s, $embedding, row.embedding)
  }} RETURN count(s) AS sentences
}}
CALL () {{
  UNWIND $rows.entities AS row MERGE (e:Entity {{graph: $graph, id: row.id}})
  WITH e, row CALL (e, row) {{
    WITH e, row WHERE e.collection IS NULL SET e += row.properties
  }}
  CALL (e, row) {{
    WITH e, row WHERE e.vector IS NULL AND row.vector IS NOT NULL SET e.vector = row.vector
    WITH e, row WHERE row.embedding IS NOT NULL
    CALL db.create.setNodeVectorProperty(e, $embedding, row.embedding)
  }} RETURN count(e) AS entities
}}
CALL (d) {{
  UNWIND $rows.names AS row {_ENTITY}
  MERGE (n:Name {{graph: $graph, id: row.id}}) ON CREATE SET n += row.properties
  MERGE (e)-[:NAMED]->(n) CREATE (d)-[:NAMES {{version: $version}}]->(n) RETURN count(n) AS names
}}
CALL () {{
  UNWIND $rows.mentions AS row {_PASSAGE} {_ENTITY}
  CREATE (p)-[m:MENTIONS]->(e) SET m = row.properties RETURN count(m) AS mentions
}}
CALL () {{
  UNWIND $rows.relations AS row MATCH (a:Entity {{graph: $graph, id: row.subject}})
  MATCH (b:Entity {{graph: $graph, id: row.object}})
  CREATE (a)-[r:RELATES]->(b) SET r = row.properties, r.version = $version RETURN count(r) AS relations
}}
CALL () {{
  UNWIND $rows.fragments AS row {_PASSAGE} {_ENTITY}
  CREATE (p)-[f:DESCRIBES {{text: row.text, origin: row.origin}}]->(e) RETURN count(f) AS fragments
}}
RETURN passages, following, sentences, entities, names, mentions, relations, fragments"""

LOCK_STATEMENT = """MATCH (d:Document {graph: $graph, id: $document}) SET d.locked = $version
WITH d OPTIONAL MATCH (w:Write {graph: $graph, version: $version}) RETURN d.version, w IS NOT NULL"""
SHOWN_DOCUMENT_QUERY = """MATCH (d:Document {graph: $graph, id: $document}) WHERE d.version IS NOT NULL
RETURN properties(d)"""
# Moving a document to another collection changes two totals, which one log entry cannot record.
SHOW_STATEMENT = f"""MATCH (d:Document {{graph: $graph, id: $document}})
WITH d, {DOCUMENT_TOTALS} AS old, coalesce(d.collection, $properties.collection) = $properties.collection AS same
SET d = $properties, d.graph = $graph, d.id = $document, d.version = $version
WITH d, old, same, {DOCUMENT_TOTALS} AS new
CREATE (c:Change {{graph: $graph, revision: d.revision, document: $document, version: $version,
 removed: $old IS NOT NULL, added: true}})
FOREACH (told IN CASE WHEN same THEN [c] ELSE [] END |
 SET c.collection = d.collection, c.most = d.most, {RECORD_TOTALS})
WITH d MATCH (w:Write {{graph: $graph, version: $version}})
FOREACH (old IN CASE WHEN $old IS NULL THEN [] ELSE [$old] END | SET w.old = old)
WITH w WHERE $old IS NULL DELETE w"""
HIDE_STATEMENT = f"""MATCH (d:Document {{graph: $graph, id: $document}})
WITH d, {DOCUMENT_TOTALS} AS old, d.collection AS collection SET d = {{graph: $graph, id: $document}}
WITH d, old, collection, {DOCUMENT_TOTALS} AS new
CREATE (c:Change {{graph: $graph, revision: $revision, document: $document, version: $version,
 removed: true, added: false}}) SET c.collection = collection, c.most = 0, {RECORD_TOTALS}
CREATE (:Write {{graph: $graph, version: $version, document: $document, old: $old, started: timestamp()}})"""
DONE_STATEMENT = "MATCH (w:Write {graph: $graph, version: $version}) DELETE w"
# A write dated in the future is from before the clock was set back.
ABANDONED_QUERY = """MATCH (w:Write) WHERE w.graph = $graph AND w.version IS NOT NULL
 AND abs(timestamp() - w.started) > 1000 * $seconds RETURN w.document, w.version"""

OLD_PASSAGES = """MATCH (w:Write {graph: $graph, version: $version})
MATCH (d:Document {graph: $graph, id: $document})-[:HAS]->(p:Passage)
WHERE p.version = w.old AND (d.version IS NULL OR d.version <> w.old)
RETURN p.id, p.version, p.entities LIMIT $most"""
CUT_RELATIONS = "MATCH ()-[r:RELATES]->() WHERE r.passage IN $ids AND r.version = $old DELETE r"
CUT_PASSAGES = """UNWIND $ids AS id MATCH (p:Passage {graph: $graph, id: id, version: $old})
OPTIONAL MATCH (p)-[:HAS]->(s:Sentence) DETACH DELETE s, p"""
OLD_NAMES = """MATCH (w:Write {graph: $graph, version: $version})
MATCH (d:Document {graph: $graph, id: $document})-[r:NAMES {version: w.old}]->(n)
WHERE d.version IS NULL OR d.version <> w.old RETURN n.id"""
CUT_NAMES = """MATCH (w:Write {graph: $graph, version: $version})
MATCH (d:Document {graph: $graph, id: $document})-[r:NAMES {version: w.old}]->()
WHERE d.version IS NULL OR d.version <> w.old DELETE r"""
# A node that another writer has just started to use has a relationship and cannot be deleted: the deletion is retried.
DROP_NAMES = """UNWIND $ids AS id MATCH (n:Name {graph: $graph, id: id}) WHERE NOT EXISTS { (n)<-[:NAMES]-() }
OPTIONAL MATCH (n)<-[r:NAMED]-() DELETE r, n"""
DROP_ENTITIES = """UNWIND $ids AS id MATCH (e:Entity {graph: $graph, id: id})
WHERE NOT EXISTS { (e)<-[:MENTIONS]-() } AND NOT EXISTS { (e)-[:SAME_AS]-() } DELETE e"""
# A decision outlives the data of its entities.
EMPTY_ENTITIES = """UNWIND $ids AS id MATCH (e:Entity {graph: $graph, id: id}) WHERE NOT EXISTS { (e)<-[:MENTIONS]-() }
SET e = {graph: $graph, id: id}"""
DROP_DOCUMENT = """MATCH (d:Document {graph: $graph, id: $document}) WHERE d.version IS NULL
 AND NOT EXISTS { (d)-->() } AND NOT EXISTS { (w:Write {graph: $graph, document: $document}) } DELETE d"""
