"""Sessions with a Neo4j server: managed transactions that are tried again for as long as one has patience."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import SettingsError, StoreTooNew, StoreUnavailable
from graph.neo4j import schema
from graph.neo4j.faults import ADDRESS_HINT, translated

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

SCHEMES = frozenset(f"{name}{secured}" for name in ("bolt", "neo4j") for secured in ("", "+s", "+ssc"))
PAUSE = 0.02
# The driver tells of what it tries again, on standard error where nobody listens; an error tells of what it gives up.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
# Another writer was faster: what was looked at a moment ago is gone, or already there.
OVERTAKEN = frozenset(
    {
        "Neo.ClientError.Statement.EntityNotFound",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
        "Neo.ClientError.Statement.ConstraintVerificationFailed",
    }
)


class Overtaken(Exception):
    """What was read does not fit together, because a writer came in between."""


@dataclass(slots=True)
class Memory:
    """What a connection knows of its graph: a revision that there is, from which on newer ones are looked for."""

    revision: int = 0


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction in one graph of the database."""

    inner: ManagedTransaction
    graph: str
    memory: Memory

    def rows(self, text: str, /, **values: object) -> list[Any]:
        """The lists of values of all rows; the graph's name is bound as `$graph`."""
        return self.inner.run(text, {"graph": self.graph, **values}).values()

    def columns(self, text: str, /, **values: object) -> list[Any]:
        """The values of the only row, which are collected columns: many times faster to fetch than many rows."""
        (row,) = self.rows(text, **values)
        return list(row)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the graph lies: a server, who asks, a database of it, and the graph's name within that."""

    uri: str
    user: str
    password: str
    database: str
    graph: str

    def __repr__(self) -> str:
        return f"Address({self.uri}, {self.user}, {self.database}, {self.graph})"


class Connection:
    """A pool of connections to one database, for any number of threads."""

    def __init__(self, address: Address, patience: float) -> None:
        """Connect; `patience` is how many seconds a faulty network or a busy server is waited for."""
        from neo4j import GraphDatabase

        self.address = address
        self.patience = patience
        self._memory = Memory()
        if address.uri.partition("://")[0] not in SCHEMES:
            raise SettingsError(f"{address.uri} cannot be used: it is no address of Neo4j", ADDRESS_HINT)
        with self._translated():
            try:
                self._driver = GraphDatabase.driver(
                    address.uri,
                    auth=(address.user, address.password),
                    connection_timeout=min(patience, 10.0),
                    connection_acquisition_timeout=patience,
                    # One that was idle for so long is tried before it is used: it may be dead without having said so.
                    liveness_check_timeout=patience,
                    max_transaction_retry_time=patience,
                    notifications_min_severity="OFF",
                    telemetry_disabled=True,
                )
            except ValueError as error:
                raise SettingsError(f"{address.uri} cannot be used: {error}", ADDRESS_HINT)
            try:
                schema.must_speak(self._driver.get_server_info().agent)
            except BaseException:  # a driver that is of no use must not stay open
                self._driver.close()
                raise

    def read(self, work: Callable[[Transaction], T]) -> T:
        """The outcome of a function that only reads, run again when the server asks for it."""
        return self._managed("READ", work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """The outcome of a function in one transaction; it may be run again, even after its transaction took effect."""
        return self._managed("WRITE", work)

    def _managed(self, mode: str, work: Callable[[Transaction], T]) -> T:
        from neo4j.exceptions import ClientError, IncompleteCommit

        deadline = time.monotonic() + self.patience
        with self._translated():
            while True:
                try:
                    with self._driver.session(database=self.address.database, default_access_mode=mode) as session:
                        run = session.execute_read if mode == "READ" else session.execute_write
                        return run(lambda inner: work(Transaction(inner, self.address.graph, self._memory)))
                except ClientError as error:
                    if error.code not in OVERTAKEN or time.monotonic() > deadline:
                        raise
                except IncompleteCommit:
                    if time.monotonic() > deadline:
                        raise
                except Overtaken:
                    if time.monotonic() > deadline:
                        raise StoreUnavailable("documents are replaced faster than they can be read", "try again")
                time.sleep(PAUSE)

    def ensure(self, statements: tuple[str, ...]) -> None:
        """Make the constraints and indexes of these statements, unless they are there, and wait for them."""
        names = schema.named(statements)
        states = self.read(lambda tx: dict(tx.rows(STATES)))
        if names - states.keys():
            self._make(statements)
        deadline = time.monotonic() + self.patience
        while waiting := self._waiting(names):
            if time.monotonic() > deadline:
                raise StoreUnavailable(f"index {waiting[0]} is still being filled", "try again in a few minutes")
            time.sleep(5 * PAUSE)

    def _make(self, statements: tuple[str, ...]) -> None:
        self.write(lambda tx: [tx.inner.run(statement).consume() for statement in statements])

    def _waiting(self, names: frozenset[str]) -> list[str]:
        """Those that are being filled. One that is asked by its name must be there; of others a like one will do."""
        states = self.read(lambda tx: dict(tx.rows(STATES)))
        for name in sorted(names):
            if states.get(name) == "FAILED":
                raise StoreUnavailable(f"index {name} has failed", f"DROP INDEX {name}, then start again")
            if name not in states and schema.is_asked(name):
                raise StoreUnavailable(
                    f"index {name} cannot be made: there is one on the same properties", "drop that index"
                )
        return sorted(name for name in names if states.get(name, "ONLINE") != "ONLINE")

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.address.uri, self.address.database)

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()


STATES = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'graphloop_' RETURN name, state"


def too_new(found: int) -> StoreTooNew:
    """The error for a graph that a later version of graphloop wrote."""
    return StoreTooNew(
        f"the graph was written by a later version of graphloop ({found} > {schema.VERSION})", "upgrade graphloop"
    )
