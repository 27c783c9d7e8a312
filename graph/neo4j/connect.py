"""Sessions with a Neo4j server: managed transactions that are tried again for as long as one has patience."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import SettingsError, StoreTooNew, StoreUnavailable
from graph.neo4j import schema
from graph.neo4j.faults import ADDRESS_HINT, translated, unanswered
from graph.neo4j.watch import Call, Watch

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

SCHEMES = frozenset(f"{name}{secured}" for name in ("bolt", "neo4j") for secured in ("", "+s", "+ssc"))
PAUSE, LONGEST_PAUSE = 0.02, 0.5
# Seconds in which a server that is there takes a connection.
LONGEST_KNOCK = 10.0
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


class StaleRead(Exception):
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
    call: Call

    def rows(self, text: str, /, **values: object) -> list[Any]:
        """The lists of values of all rows; the graph's name is bound as `$graph`."""
        found = self.inner.run(text, {"graph": self.graph, **values}).values()
        self.call.hear()
        return found

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
        self.address = address
        self.patience = patience
        self._memory = Memory()
        self._lock = threading.Lock()
        self._closed = False
        if address.uri.partition("://")[0] not in SCHEMES:
            raise SettingsError(f"{address.uri} cannot be used: it is no address of Neo4j", ADDRESS_HINT)
        with self._translated():
            self._driver = self._new_driver(patience)
            try:
                schema.must_speak(self._driver.get_server_info().agent)
            except BaseException:  # a driver that is of no use must not stay open
                self._driver.close()
                raise
        self._watch = Watch(patience, self._lives, self._renew)

    def _new_driver(self, patience: float) -> Driver:
        from neo4j import GraphDatabase

        address = self.address
        try:
            return GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=min(patience, LONGEST_KNOCK),
                connection_write_timeout=patience,
                connection_acquisition_timeout=patience,
                # One that was idle for so long is tried before it is used: it may be dead without having said so.
                liveness_check_timeout=patience,
                # What failed is tried again in `_managed`, which knows when to stop.
                max_transaction_retry_time=0,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except ValueError as error:
            raise SettingsError(f"{address.uri} cannot be used: {error}", ADDRESS_HINT)

    def _lives(self) -> bool:
        """Whether the server answers on a new connection; that it refuses is an answer."""
        from neo4j.exceptions import DriverError, Neo4jError

        with self._new_driver(min(self.patience, LONGEST_KNOCK)) as driver:
            try:
                driver.get_server_info()
            except DriverError:
                return False
            except Neo4jError:
                return True
        return True

    def _renew(self) -> None:
        """Close all connections, in use or not; calls to come make new ones."""
        with self._lock:
            if self._closed:
                return
            old, self._driver = self._driver, self._new_driver(self.patience)
        old.close()

    def read(self, work: Callable[[Transaction], T]) -> T:
        """The outcome of a function that only reads, run again when the server asks for it."""
        return self._managed("READ", work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """The outcome of a function in one transaction; it may be run again, even after its transaction took effect."""
        return self._managed("WRITE", work)

    def _managed(self, mode: str, work: Callable[[Transaction], T]) -> T:
        """Try, and try again what may go better, while there is patience; what took long gets a second chance."""
        from neo4j.exceptions import DriverError, Neo4jError

        deadline = time.monotonic() + self.patience
        with self._translated(), self._watch.call() as call:
            for attempt in count():
                try:
                    return self._once(mode, work, call)
                except (DriverError, Neo4jError) as error:
                    if call.ended:
                        raise unanswered(self.address.uri)
                    again = attempt == 0 and isinstance(error, Neo4jError)
                    if not _passes(error) or (time.monotonic() > deadline and not again):
                        raise
                except StaleRead:
                    if time.monotonic() > deadline:
                        raise StoreUnavailable("documents are replaced faster than they can be read", "try again")
                # Of two that are in each other's way, one comes first.
                time.sleep(min(LONGEST_PAUSE, PAUSE * 2**attempt) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        raise AssertionError("the attempts have no end")

    def _once(self, mode: str, work: Callable[[Transaction], T], call: Call) -> T:
        with self._driver.session(database=self.address.database, default_access_mode=mode) as session:
            run = session.execute_read if mode == "READ" else session.execute_write
            return run(lambda inner: work(Transaction(inner, self.address.graph, self._memory, call)))

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
        self._watch.close()
        with self._lock:
            self._closed = True
        self._driver.close()


def _passes(error: Exception) -> bool:
    """Whether the same may succeed when it is tried again."""
    from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

    if isinstance(error, Neo4jError):
        return error.is_retryable() or error.code in OVERTAKEN
    return isinstance(error, IncompleteCommit) or (isinstance(error, DriverError) and error.is_retryable())


STATES = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'graphloop_' RETURN name, state"


def too_new(found: int) -> StoreTooNew:
    """The error for a graph that a later version of graphloop wrote."""
    return StoreTooNew(
        f"the graph was written by a later version of graphloop ({found} > {schema.VERSION})", "upgrade graphloop"
    )
