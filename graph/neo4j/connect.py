"""Sessions with a Neo4j server: managed transactions, retried until the patience runs out."""

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

from graph.embedder_claim import EmbedderClaim
from graph.errors import SettingsError, StoreTooNew, StoreUnavailable
from graph.neo4j import schema
from graph.neo4j.address import URI_SCHEMES
from graph.neo4j.faults import ADDRESS_HINT, translate_driver_errors, unanswered_error
from graph.neo4j.watch import CallWatchdog, PendingCall

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

RETRY_PAUSE, MAX_RETRY_PAUSE = 0.02, 0.5
# Seconds within which a live server accepts a connection.
MAX_CONNECT_SECONDS = 10.0
# The driver logs its retries to standard error; errors already report what it gives up.
logging.getLogger("neo4j").addHandler(logging.NullHandler())
# A concurrent writer removed what was just read, or already created it.
CONFLICT_CODES = frozenset(
    {
        "Neo.ClientError.Statement.EntityNotFound",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists",
        "Neo.ClientError.Statement.ConstraintVerificationFailed",
    }
)


class StaleRead(Exception):
    """The values read are inconsistent, because a writer came in between."""


@dataclass(slots=True)
class KnownRevision:
    """What a connection remembers of its graph: a known revision, from which newer ones are searched."""

    revision: int = 0


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction in one graph of the database."""

    inner: ManagedTransaction
    graph: str
    memory: KnownRevision
    claim: EmbedderClaim
    call: PendingCall

    def rows(self, text: str, /, **values: object) -> list[Any]:
        """Return the values of all rows; the graph's name is bound as `$graph`."""
        found = self.inner.run(text, {"graph": self.graph, **values}).values()
        self.call.hear()
        return found

    def columns(self, text: str, /, **values: object) -> list[Any]:
        """Return the values of a single row of collected columns: many times faster to fetch than many rows."""
        (row,) = self.rows(text, **values)
        return list(row)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the graph is: server, user, database, and the graph's name in it."""

    uri: str
    user: str
    password: str
    database: str
    graph: str

    def __repr__(self) -> str:
        return f"Address({self.uri}, {self.user}, {self.database}, {self.graph})"


class Connection:
    """A pool of connections to one database; thread-safe."""

    def __init__(self, address: Address, patience: float) -> None:
        """Connect; `patience` is how many seconds to wait for a faulty network or a busy server."""
        self.address = address
        self.patience = patience
        self.claim = EmbedderClaim()
        self._memory = KnownRevision()
        self._lock = threading.Lock()
        self._closed = False
        if address.uri.partition("://")[0] not in URI_SCHEMES:
            raise SettingsError(f"{address.uri} cannot be used: it is no address of Neo4j", ADDRESS_HINT)
        with self._translated():
            self._driver = self._new_driver(patience)
            try:
                schema.check_server_version(self._driver.get_server_info().agent)
            except BaseException:  # do not leave a useless driver open
                self._driver.close()
                raise
        self._watch = CallWatchdog(patience, self._lives, self._renew)

    def _new_driver(self, patience: float) -> Driver:
        from neo4j import GraphDatabase

        address = self.address
        try:
            return GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=min(patience, MAX_CONNECT_SECONDS),
                connection_write_timeout=patience,
                connection_acquisition_timeout=patience,
                # A connection idle for this long is tested before use: it may have died silently.
                liveness_check_timeout=patience,
                # Failures are retried in `_managed`, which knows when to stop.
                max_transaction_retry_time=0,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except ValueError as error:
            raise SettingsError(f"{address.uri} cannot be used: {error}", ADDRESS_HINT)

    def _lives(self) -> bool:
        """Return whether the server answers on a new connection; a refusal counts as an answer."""
        from neo4j.exceptions import DriverError, Neo4jError

        with self._new_driver(min(self.patience, MAX_CONNECT_SECONDS)) as driver:
            try:
                driver.get_server_info()
            except DriverError:
                return False
            except Neo4jError:
                return True
        return True

    def _renew(self) -> None:
        """Close all connections, even those in use; later calls open new ones."""
        with self._lock:
            if self._closed:
                return
            old, self._driver = self._driver, self._new_driver(self.patience)
        old.close()

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Return the result of a read-only function, run again if the server asks for it."""
        return self._managed("READ", work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Return the result of a function in one transaction; it may run again even after its transaction was
        committed."""
        return self._managed("WRITE", work)

    def _managed(self, mode: str, work: Callable[[Transaction], T]) -> T:
        """Retry transient failures while the patience lasts; a call that took longer gets one more attempt."""
        from neo4j.exceptions import DriverError, Neo4jError

        deadline = time.monotonic() + self.patience
        with self._translated(), self._watch.call() as call:
            for attempt in count():
                try:
                    return self._once(mode, work, call)
                except (DriverError, Neo4jError) as error:
                    if call.ended:
                        raise unanswered_error(self.address.uri)
                    again = attempt == 0 and isinstance(error, Neo4jError)
                    if not _passes(error) or (time.monotonic() > deadline and not again):
                        raise
                except StaleRead:
                    if time.monotonic() > deadline:
                        raise StoreUnavailable("documents are replaced faster than they can be read", "try again")
                # Random backoff lets one of two conflicting writers go first.
                time.sleep(min(MAX_RETRY_PAUSE, RETRY_PAUSE * 2**attempt) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        raise AssertionError("the attempts have no end")

    def _once(self, mode: str, work: Callable[[Transaction], T], call: PendingCall) -> T:
        with self._driver.session(database=self.address.database, default_access_mode=mode) as session:
            run = session.execute_read if mode == "READ" else session.execute_write
            return run(lambda inner: work(Transaction(inner, self.address.graph, self._memory, self.claim, call)))

    def ensure(self, statements: tuple[str, ...]) -> None:
        """Create the constraints and indexes of these statements if missing, and wait until they are online."""
        names = schema.index_names(statements)
        states = self.read(lambda tx: dict(tx.rows(INDEX_STATES_QUERY)))
        if names - states.keys():
            self._make(statements)
        deadline = time.monotonic() + self.patience
        while waiting := self._waiting(names):
            if time.monotonic() > deadline:
                raise StoreUnavailable(f"index {waiting[0]} is still being filled", "try again in a few minutes")
            time.sleep(5 * RETRY_PAUSE)

    def _make(self, statements: tuple[str, ...]) -> None:
        self.write(lambda tx: [tx.inner.run(statement).consume() for statement in statements])

    def _waiting(self, names: frozenset[str]) -> list[str]:
        """Return the indexes still being filled. An index queried by name must exist; for others an equivalent one will
        do."""
        states = self.read(lambda tx: dict(tx.rows(INDEX_STATES_QUERY)))
        for name in sorted(names):
            if states.get(name) == "FAILED":
                raise StoreUnavailable(f"index {name} has failed", f"DROP INDEX {name}, then start again")
            if name not in states and schema.is_queried_by_name(name):
                raise StoreUnavailable(
                    f"index {name} cannot be made: there is one on the same properties", "drop that index"
                )
        return sorted(name for name in names if states.get(name, "ONLINE") != "ONLINE")

    def _translated(self) -> AbstractContextManager[None]:
        return translate_driver_errors(self.address.uri, self.address.database)

    def close(self) -> None:
        """Close all connections."""
        self._watch.close()
        with self._lock:
            self._closed = True
        self._driver.close()


def _passes(error: Exception) -> bool:
    """Return whether a retry may succeed."""
    from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

    if isinstance(error, Neo4jError):
        return error.is_retryable() or error.code in CONFLICT_CODES
    return isinstance(error, IncompleteCommit) or (isinstance(error, DriverError) and error.is_retryable())


INDEX_STATES_QUERY = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'graphloop_' RETURN name, state"


def too_new_error(found: int) -> StoreTooNew:
    """Return the error for a graph written by a later version of graphloop."""
    return StoreTooNew(
        f"the graph was written by a later version of graphloop ({found} > {schema.SCHEMA_VERSION})",
        "upgrade graphloop",
    )
