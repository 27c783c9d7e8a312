"""Diagnose a server's permissions and content, for administrators; nothing is changed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.errors import GraphloopError
from graph.neo4j import check, schema
from graph.neo4j.connect import Connection, Transaction, too_new

Right = Literal["read", "write", "make indexes"]

ASKED = 9


@dataclass(frozen=True, slots=True)
class Server:
    """Version, edition, and the median round-trip time of a trivial query, in seconds."""

    version: str
    edition: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A missing permission, and the error it causes."""

    right: Right
    why: GraphloopError


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the graph exists, its embedder, and the names of other graphs in the database."""

    there: bool
    embedder: str
    dimensions: int
    others: tuple[str, ...]


class Undone(Exception):
    """Raised to roll back a transaction."""


def server(connection: Connection) -> Server:
    """Return the server's version and response time."""
    ((version, edition),) = connection.read(lambda tx: tx.rows(COMPONENTS))
    return Server(version, edition, statistics.median(connection.read(_times)))


def refusals(connection: Connection) -> list[Refusal]:
    """Return what the user or the database does not permit, found by trying it and rolling back."""
    ways: tuple[tuple[Right, Callable[[Connection], None]], ...] = (
        ("read", _read),
        ("write", _write),
        ("make indexes", _index),
    )
    found = []
    for right, attempt in ways:
        try:
            attempt(connection)
        except Undone:
            continue
        except GraphloopError as error:
            found.append(Refusal(right, error))
    return found


def held(connection: Connection) -> Held:
    """Return which graphs there are. Raises StoreTooNew."""
    rows = {row[0]: row[1:] for row in connection.read(lambda tx: tx.rows(GRAPHS))}
    own = rows.pop(connection.address.graph, None)
    if own and own[0] > schema.VERSION:
        raise too_new(own[0])
    return Held(own is not None, own[1] if own else "", own[2] if own else 0, tuple(sorted(rows)))


def indexes(connection: Connection) -> list[str]:
    """Return the indexes that are missing, still being filled or failed, in plain words."""
    return connection.read(lambda tx: list(check.indexes(tx)))


def _times(tx: Transaction) -> list[float]:
    found = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        tx.rows(NOTHING)
        found.append(time.perf_counter() - begun)
    return found


def _read(connection: Connection) -> None:
    connection.read(lambda tx: tx.rows(ANY))


def _write(connection: Connection) -> None:
    def attempt(tx: Transaction) -> None:
        tx.rows(PUT)
        raise Undone

    connection.write(attempt)


def _index(connection: Connection) -> None:
    def attempt(tx: Transaction) -> None:
        tx.rows(INDEX)
        raise Undone

    connection.write(attempt)


COMPONENTS = (
    "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition"
)
NOTHING = "RETURN 1"
ANY = "MATCH (n:Store) RETURN n.graph LIMIT 1"
GRAPHS = "MATCH (s:Store) RETURN s.graph, s.version, coalesce(s.embedder, ''), coalesce(s.dimensions, 0)"
PUT = "CREATE (:Write)"
INDEX = "CREATE INDEX graphloop_attempt IF NOT EXISTS FOR (n:Write) ON (n.attempt)"
