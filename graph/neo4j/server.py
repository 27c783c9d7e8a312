"""What a server lets one do and what lies on it, for those who look after it; everything is left as it was found."""

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
    """Its version and edition, and the median time of an answer that takes no work, in seconds."""

    version: str
    edition: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """What may not be done, and why."""

    right: Right
    why: GraphloopError


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the graph has been begun, whose vectors it holds, and the names of other graphs in the database."""

    there: bool
    embedder: str
    dimensions: int
    others: tuple[str, ...]


class Undone(Exception):
    """Ends a transaction, so that nothing stays of it."""


def server(connection: Connection) -> Server:
    """Which server answers, and how quickly."""
    ((version, edition),) = connection.read(lambda tx: tx.rows(COMPONENTS))
    return Server(version, edition, statistics.median(connection.read(_times)))


def refusals(connection: Connection) -> list[Refusal]:
    """What the user or the database does not allow, found by trying it and undoing it."""
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
    """Which graphs there are. Raises StoreTooNew."""
    rows = {row[0]: row[1:] for row in connection.read(lambda tx: tx.rows(GRAPHS))}
    own = rows.pop(connection.address.graph, None)
    if own and own[0] > schema.VERSION:
        raise too_new(own[0])
    return Held(own is not None, own[1] if own else "", own[2] if own else 0, tuple(sorted(rows)))


def indexes(connection: Connection) -> list[str]:
    """The indexes of a graph that are missing, not filled yet or have failed, in plain words."""
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
