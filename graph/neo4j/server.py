"""Diagnose a server's permissions and content, for administrators; nothing is changed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.errors import GraphloopError
from graph.neo4j import check, schema
from graph.neo4j.connect import Connection, Transaction, too_new_error

Permission = Literal["read", "write", "create indexes"]

TIMED_QUERIES = 9


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Version, edition, and the median round-trip time of a trivial query, in seconds."""

    version: str
    edition: str
    seconds: float


@dataclass(frozen=True, slots=True)
class MissingPermission:
    """A missing permission, and the error it causes."""

    right: Permission
    why: GraphloopError


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """Whether the graph exists, its embedder, and the names of other graphs in the database."""

    there: bool
    embedder: str
    dimensions: int
    others: tuple[str, ...]


class RollbackProbe(Exception):
    """Raised to roll back a transaction."""


def server(connection: Connection) -> ServerInfo:
    """Return the server's version and response time."""
    ((version, edition),) = connection.read(lambda tx: tx.rows(COMPONENTS_QUERY))
    return ServerInfo(version, edition, statistics.median(connection.read(_times)))


def find_missing_permissions(connection: Connection) -> list[MissingPermission]:
    """Return what the user or the database does not permit, found by trying it and rolling back."""
    ways: tuple[tuple[Permission, Callable[[Connection], None]], ...] = (
        ("read", _read),
        ("write", _write),
        ("create indexes", _index),
    )
    found = []
    for right, attempt in ways:
        try:
            attempt(connection)
        except RollbackProbe:
            continue
        except GraphloopError as error:
            found.append(MissingPermission(right, error))
    return found


def read_graph_info(connection: Connection) -> GraphInfo:
    """Return which graphs there are. Raises StoreTooNew."""
    rows = {row[0]: row[1:] for row in connection.read(lambda tx: tx.rows(GRAPHS_QUERY))}
    own = rows.pop(connection.address.graph, None)
    if own and own[0] > schema.SCHEMA_VERSION:
        raise too_new_error(own[0])
    return GraphInfo(own is not None, own[1] if own else "", own[2] if own else 0, tuple(sorted(rows)))


def list_index_problems(connection: Connection) -> list[str]:
    """Return the indexes that are missing, still being filled or failed, in plain words."""
    return connection.read(lambda tx: list(check.find_index_problems(tx)))


def _times(tx: Transaction) -> list[float]:
    found = []
    for _ in range(TIMED_QUERIES):
        begun = time.perf_counter()
        tx.rows(PING_QUERY)
        found.append(time.perf_counter() - begun)
    return found


def _read(connection: Connection) -> None:
    connection.read(lambda tx: tx.rows(READ_PROBE))


def _write(connection: Connection) -> None:
    def attempt(tx: Transaction) -> None:
        tx.rows(WRITE_PROBE)
        raise RollbackProbe

    connection.write(attempt)


def _index(connection: Connection) -> None:
    def attempt(tx: Transaction) -> None:
        tx.rows(INDEX_PROBE)
        raise RollbackProbe

    connection.write(attempt)


COMPONENTS_QUERY = (
    "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition"
)
PING_QUERY = "RETURN 1"
READ_PROBE = "MATCH (n:Store) RETURN n.graph LIMIT 1"
GRAPHS_QUERY = "MATCH (s:Store) RETURN s.graph, s.version, coalesce(s.embedder, ''), coalesce(s.dimensions, 0)"
WRITE_PROBE = "CREATE (:Write)"
INDEX_PROBE = "CREATE INDEX graphloop_attempt IF NOT EXISTS FOR (n:Write) ON (n.attempt)"
