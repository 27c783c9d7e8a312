"""The store's metadata: entity decisions, the change log, and the embedder of its vectors."""

from __future__ import annotations

from collections.abc import Iterator

from graph.errors import EmbedderMismatch, UsageError
from graph.neo4j import schema
from graph.neo4j.connect import Connection, Transaction, too_new_error
from graph.store import Changes, StoreInfo
from graph.types import Decision, DecisionState


def found(connection: Connection) -> None:
    """Create the graph's own node if missing; raise StoreTooNew if a later version wrote it."""
    ((version, dimensions),) = connection.write(lambda tx: tx.rows(CREATE_STORE, version=schema.SCHEMA_VERSION))
    if version > schema.SCHEMA_VERSION:
        raise too_new_error(version)
    if dimensions:
        connection.ensure(schema.vector_statements(dimensions))


def record_decision(
    connection: Connection, pair: tuple[str, str], state: DecisionState, reason: str, score: float
) -> None:
    """Record the latest decision on a pair."""
    first, second = sorted(pair)
    if first == second:
        raise UsageError("an entity is always itself: there is nothing to decide", "name two entities")
    connection.write(
        lambda tx: tx.rows(DECIDE_STATEMENT, first=first, second=second, state=state, reason=reason, score=float(score))
    )


def erase_decision(connection: Connection, pair: tuple[str, str]) -> bool:
    """Erase the decision on a pair, with entities that only the decision kept; False if there is none."""
    first, second = sorted(pair)

    def work(tx: Transaction) -> bool:
        erased = bool(tx.rows(ERASE_DECISION_STATEMENT, first=first, second=second))
        tx.rows(DROP_UNMENTIONED_STATEMENT, ids=[first, second])
        return erased

    return connection.write(work)


def read_decisions(connection: Connection) -> Iterator[Decision]:
    """Return the latest decision on every pair, ordered by pair."""
    rows = connection.read(lambda tx: tx.rows(DECISIONS_QUERY))
    held = (Decision((first, second), state, reason, score) for first, second, state, reason, score in rows)
    return iter(sorted(held, key=lambda decision: decision.pair))


def read_changes(connection: Connection, since: int) -> Changes:
    """Return the documents added and removed since a revision, in order of last change."""
    rows = connection.read(lambda tx: tx.rows(CHANGES_QUERY, since=since))
    before: dict[str, bool] = {}
    after: dict[str, bool] = {}
    for _, document, removed, added in sorted(rows):
        before.setdefault(document, removed)
        after.pop(document, None)
        after[document] = added
    return Changes(
        revision=max((row[0] for row in rows), default=since) if rows else revision(connection),
        added=tuple(document for document, there in after.items() if there),
        removed=tuple(document for document in after if before[document]),
    )


def revision(connection: Connection) -> int:
    """Return the number of the newest change; 0 before the first."""
    return connection.read(latest_revision)


def latest_revision(tx: Transaction) -> int:
    """Return the number of the newest change, within a transaction."""
    ((found,),) = tx.rows(REVISION_QUERY, known=tx.memory.revision)
    if found is None and tx.memory.revision:
        ((found,),) = tx.rows(REVISION_QUERY, known=0)
    tx.memory.revision = found or 0
    return tx.memory.revision


def read_store_info(connection: Connection) -> StoreInfo:
    """Return counts and origin."""

    def ask(tx: Transaction) -> StoreInfo:
        ((version, embedder, dimensions, fingerprint),) = tx.rows(ORIGIN_QUERY)
        ((documents, passages, sentences, mentions, relations),) = tx.rows(COUNTS_QUERY)
        ((entities,),) = tx.rows(ENTITY_COUNT_QUERY)
        return StoreInfo(
            schema_version=version,
            embedder=embedder,
            dimensions=dimensions,
            fingerprint=fingerprint,
            documents=documents,
            passages=passages,
            sentences=sentences,
            entities=entities,
            mentions=mentions,
            relations=relations,
            revision=latest_revision(tx),
        )

    return connection.read(ask)


def claim_store(connection: Connection, embedder: str, dimensions: int, fingerprint: str) -> None:
    """Bind a store without vectors to an embedder, and record the pipeline that writes from now on."""
    wanted = [embedder, dimensions, fingerprint]
    if connection.read(lambda tx: tx.rows(ORIGIN_QUERY))[0][1:] == wanted:
        return
    if dimensions:
        connection.ensure(schema.vector_statements(dimensions))

    def work(tx: Transaction) -> None:
        ((_, known, held, _),) = tx.rows(LOCK_ORIGIN_QUERY)
        if (known, held) != (embedder, dimensions) and tx.rows(HAS_VECTORS_QUERY):
            raise EmbedderMismatch(
                f"the store was written with {known or 'an unnamed embedder'} ({held} dimensions), "
                f"not with {embedder} ({dimensions} dimensions)",
                f"choose the embedder {known or 'that wrote it'}, or ingest into another graph",
            )
        tx.rows(CLAIM_STATEMENT, embedder=embedder, dimensions=dimensions, fingerprint=fingerprint)

    connection.write(work)


def bind_dimensions(connection: Connection, dimensions: int) -> None:
    """Make sure that vectors of this many dimensions can be written."""
    if not dimensions:
        return
    ((_, embedder, held, _),) = connection.read(lambda tx: tx.rows(ORIGIN_QUERY))
    if not held:
        connection.ensure(schema.vector_statements(dimensions))
        ((_, embedder, held, _),) = connection.write(lambda tx: tx.rows(BIND_STATEMENT, dimensions=dimensions))
    if held != dimensions:
        raise EmbedderMismatch(
            f"the vectors in the store have {held} dimensions, these have {dimensions}",
            f"use the embedder {embedder or 'that wrote them'}, or another graph",
        )


CREATE_STORE = """MERGE (s:Store {graph: $graph})
ON CREATE SET s.name = $graph, s.version = $version, s.embedder = '', s.dimensions = 0, s.fingerprint = ''
SET s.version = CASE WHEN s.version < $version THEN $version ELSE s.version END
RETURN s.version, s.dimensions"""
ORIGIN_QUERY = "MATCH (s:Store {graph: $graph}) RETURN s.version, s.embedder, s.dimensions, s.fingerprint"
LOCK_ORIGIN_QUERY = """MATCH (s:Store {graph: $graph}) SET s.locked = true REMOVE s.locked
RETURN s.version, s.embedder, s.dimensions, s.fingerprint"""
CLAIM_STATEMENT = """MATCH (s:Store {graph: $graph})
SET s.embedder = $embedder, s.dimensions = $dimensions, s.fingerprint = $fingerprint"""
BIND_STATEMENT = """MATCH (s:Store {graph: $graph}) SET s.locked = true REMOVE s.locked
SET s.dimensions = CASE s.dimensions WHEN 0 THEN $dimensions ELSE s.dimensions END
RETURN s.version, s.embedder, s.dimensions, s.fingerprint"""
HAS_VECTORS_QUERY = """MATCH (d:Document) WHERE d.graph = $graph AND d.version IS NOT NULL AND d.dimensions > 0
RETURN 1 LIMIT 1"""
DECIDE_STATEMENT = """MERGE (a:Entity {graph: $graph, id: $first}) MERGE (b:Entity {graph: $graph, id: $second})
MERGE (a)-[r:SAME_AS]->(b) SET r.state = $state, r.reason = $reason, r.score = $score"""
ERASE_DECISION_STATEMENT = """MATCH (a:Entity {graph: $graph, id: $first}) MATCH (b:Entity {graph: $graph, id: $second})
MATCH (a)-[r:SAME_AS]->(b) DELETE r RETURN 1"""
DROP_UNMENTIONED_STATEMENT = """UNWIND $ids AS id MATCH (e:Entity {graph: $graph, id: id}) WHERE e.collection IS NULL
 AND NOT EXISTS { (e)<-[:MENTIONS]-() } AND NOT EXISTS { (e)-[:SAME_AS]-() } DELETE e"""
DECISIONS_QUERY = """MATCH (a)-[r:SAME_AS]->(b) WHERE a.graph = $graph AND b.graph = $graph
RETURN a.id, b.id, r.state, r.reason, r.score"""
CHANGES_QUERY = """MATCH (c:Change) WHERE c.graph = $graph AND c.revision > $since
RETURN c.revision, c.document, c.removed, c.added"""
REVISION_QUERY = "MATCH (c:Change) WHERE c.graph = $graph AND c.revision >= $known RETURN max(c.revision)"
COUNTS_QUERY = """MATCH (d:Document) WHERE d.graph = $graph AND d.version IS NOT NULL
RETURN count(d), sum(d.passages), sum(d.sentences), sum(d.mentions), sum(d.relations)"""
ENTITY_COUNT_QUERY = "MATCH (e:Entity) WHERE e.graph = $graph AND e.collection IS NOT NULL RETURN count(e)"
