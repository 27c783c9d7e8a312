"""The store's metadata: entity decisions, the change log, and the embedder of its vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from graph.correction import Correction
from graph.database import Database
from graph.errors import EmbedderMismatch, UsageError
from graph.sqlite.schema import SCHEMA_COMPONENT
from graph.store import Changes, StoreInfo
from graph.types import Decision, DecisionState

HAS_VECTORS_QUERY = "SELECT EXISTS (SELECT 1 FROM {}_vectors)"


def record_decision(database: Database, pair: tuple[str, str], state: DecisionState, reason: str, score: float) -> None:
    """Record the latest decision on a pair."""
    first, second = sorted(pair)
    if first == second:
        raise UsageError("an entity is always itself: there is nothing to decide", "name two entities")
    with database.write() as connection:
        row = (first, second, state, reason, score)
        connection.execute("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?)", row)


def erase_decision(database: Database, pair: tuple[str, str]) -> bool:
    """Erase the decision on a pair; False if there is none."""
    with database.write() as connection:
        query = "DELETE FROM decisions WHERE first = ? AND second = ?"
        return connection.execute(query, sorted(pair)).rowcount > 0


def read_decisions(database: Database) -> Iterator[Decision]:
    """Return the latest decision on every pair, ordered by pair."""
    with database.read() as connection:
        query = "SELECT first, second, state, reason, score FROM decisions ORDER BY first, second"
        rows = connection.execute(query).fetchall()
    return (Decision((first, second), state, reason, score) for first, second, state, reason, score in rows)


def record_correction(database: Database, correction: Correction) -> None:
    """Record the latest correction of an entity."""
    with database.write() as connection:
        row = (correction.entity_id, correction.name, correction.reason)
        connection.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", row)


def erase_correction(database: Database, entity_id: str) -> bool:
    """Erase the correction of an entity; False if there is none."""
    with database.write() as connection:
        return connection.execute("DELETE FROM corrections WHERE entity = ?", (entity_id,)).rowcount > 0


def read_corrections(database: Database) -> Iterator[Correction]:
    """Return the corrections by entity."""
    with database.read() as connection:
        rows = connection.execute("SELECT entity, name, reason FROM corrections ORDER BY entity").fetchall()
    return (Correction(*row) for row in rows)


def read_changes(database: Database, since: int) -> Changes:
    """Return the documents added and removed since a revision, in order of last change."""
    with database.read() as connection:
        (revision,) = connection.execute("SELECT coalesce(max(revision), 0) FROM log").fetchone()
        query = "SELECT document, removed IS NOT NULL, added IS NOT NULL FROM log WHERE revision > ? ORDER BY revision"
        rows = connection.execute(query, (since,)).fetchall()
    before: dict[str, bool] = {}
    after: dict[str, bool] = {}
    for document, removed, added in rows:
        before.setdefault(document, bool(removed))
        after.pop(document, None)
        after[document] = bool(added)
    return Changes(
        revision=revision,
        added=tuple(document for document, there in after.items() if there),
        removed=tuple(document for document in after if before[document]),
    )


def read_store_info(database: Database, known: StoreInfo | None = None) -> StoreInfo:
    """Return counts and origin, from one snapshot; the counts of `known` if nothing was added or removed since."""
    with database.read() as connection:

        def one(query: str) -> int:
            return int(connection.execute(query).fetchone()[0])

        origin = connection.execute("SELECT embedder, dimensions, fingerprint FROM origin").fetchone()
        version = connection.execute(
            "SELECT version FROM migrations WHERE component = ?", (SCHEMA_COMPONENT,)
        ).fetchone()
        revision = one("SELECT coalesce(max(revision), 0) FROM log")
        if known is not None and known.revision == revision:
            return replace(known, embedder=origin[0], dimensions=origin[1], fingerprint=origin[2])
        return StoreInfo(
            schema_version=version[0],
            embedder=origin[0],
            dimensions=origin[1],
            fingerprint=origin[2],
            documents=one("SELECT count(*) FROM documents"),
            passages=one("SELECT count(*) FROM passages"),
            sentences=one("SELECT coalesce(sum(sentences), 0) FROM passages"),
            entities=one("SELECT count(*) FROM entities"),
            mentions=one("SELECT count(*) FROM mentions"),
            relations=one("SELECT count(*) FROM relations"),
            revision=revision,
        )


def read_embedder(connection: sqlite3.Connection) -> str:
    """Return the embedder of the vectors, within a transaction."""
    (embedder,) = connection.execute("SELECT embedder FROM origin").fetchone()
    return str(embedder)


def claim_store(database: Database, embedder: str, dimensions: int, fingerprint: str) -> None:
    """Bind a store without vectors to an embedder, and record the pipeline that writes from now on."""
    wanted = (embedder, dimensions, fingerprint)
    with database.read() as connection:
        if connection.execute("SELECT embedder, dimensions, fingerprint FROM origin").fetchone() == wanted:
            return
    with database.write() as connection:
        known = connection.execute("SELECT embedder, dimensions FROM origin").fetchone()
        held = any(
            connection.execute(HAS_VECTORS_QUERY.format(kind)).fetchone()[0]
            for kind in ("passage", "sentence", "entity")
        )
        if held and known != (embedder, dimensions):
            raise EmbedderMismatch(
                f"the store was written with {known[0] or 'an unnamed embedder'} ({known[1]} dimensions), "
                f"not with {embedder} ({dimensions} dimensions)",
                f"choose the embedder {known[0] or 'that wrote it'}, or ingest into another data folder",
            )
        connection.execute("UPDATE origin SET embedder = ?, dimensions = ?, fingerprint = ?", wanted)
