"""Sessions with a Neo4j server: managed transactions that are tried again, and its faults as errors with a hint."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import SettingsError, StoreError, StoreTooNew, StoreUnavailable
from graph.neo4j import schema

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

SCHEMES = frozenset(f"{name}{secured}" for name in ("bolt", "neo4j") for secured in ("", "+s", "+ssc"))
ADDRESS_HINT = "use an address such as bolt://localhost:7687 or neo4j+s://example.org"
PAUSE = 0.02
# Another writer was faster: what was looked at a moment ago is gone, or already there.
OVERTAKEN = frozenset(
    {
        "Neo.ClientError.Statement.EntityNotFound",
        "Neo.ClientError.Schema.ConstraintValidationFailed",
        "Neo.ClientError.Statement.ConstraintVerificationFailed",
    }
)
HINTS = {
    "Neo.ClientError.Security.Unauthorized": (
        "{uri} does not know the user or the password is wrong",
        "check the user and the password in the settings",
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        "the password of this user has expired",
        "log in once with another tool and choose a new one",
    ),
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        "{uri} refuses to listen after too many wrong passwords",
        "wait a few seconds, then use the right password",
    ),
    "Neo.ClientError.Security.Forbidden": (
        "the user may not do this in database {database}",
        "use a user who may read, write and make indexes",
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        "{uri} has no database {database}",
        "check the name of the database; Community has one, called neo4j",
    ),
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": (
        "database {database} is read-only",
        "let the server write to it (server.databases.read_only), or use another",
    ),
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": (
        "the server has too little memory for this",
        "raise server.memory.heap.max_size or dbms.memory.transaction.total.max",
    ),
}


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
        with translated(address):
            try:
                self._driver = GraphDatabase.driver(
                    address.uri,
                    auth=(address.user, address.password),
                    connection_timeout=min(patience, 10.0),
                    connection_acquisition_timeout=patience,
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
        with translated(self.address):
            while True:
                try:
                    with self._driver.session(database=self.address.database, default_access_mode=mode) as session:
                        run = session.execute_read if mode == "READ" else session.execute_write
                        return run(lambda inner: work(Transaction(inner, self.address.graph, self._memory)))
                except ClientError as error:
                    if error.code not in OVERTAKEN or time.monotonic() > deadline:
                        raise
                except (IncompleteCommit, Overtaken):
                    if time.monotonic() > deadline:
                        raise
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
        with translated(self.address), self._driver.session(database=self.address.database) as session:
            for statement in statements:
                session.run(statement).consume()

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

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()


STATES = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'graphloop_' RETURN name, state"


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's faults into store errors with a hint."""
    from neo4j import exceptions

    try:
        yield
    except UnicodeEncodeError:
        raise StoreError("a text holds half a character (a lone surrogate)", "the fault is in what made this part")
    except ValueError as error:
        # The driver has no exception of its own for a name that nobody knows.
        if "resolve" not in str(error):
            raise
        raise StoreUnavailable(f"{address.uri} is not known: {error}", ADDRESS_HINT)
    except Overtaken:
        raise StoreUnavailable("documents are replaced faster than they can be read", "try again")
    except exceptions.Neo4jError as error:
        raise _of_server(error, address)
    except exceptions.DriverError as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        if isinstance(error, exceptions.ConfigurationError):
            raise SettingsError(f"{address.uri} cannot be used: {text}", ADDRESS_HINT)
        raise StoreUnavailable(
            f"Neo4j cannot be reached at {address.uri}: {text}",
            "check that the server runs and that the address is right",
        )


def _of_server(error: Any, address: Address) -> StoreError:
    if error.code in HINTS:
        message, hint = HINTS[error.code]
        return StoreUnavailable(message.format(uri=address.uri, database=address.database), hint)
    text = (error.message or str(error)).splitlines()[0]
    if "There is no such fulltext schema index" in text or "no such vector schema index" in text:
        return StoreUnavailable(f"an index is missing: {text}", "open the store anew, which makes what is missing")
    if "populating" in text.lower():
        return StoreUnavailable(f"an index is still being filled: {text}", "try again in a few minutes")
    return StoreError(f"Neo4j at {address.uri}: {text}", "see the log of the server")


def too_new(found: int) -> StoreTooNew:
    """The error for a graph that a later version of graphloop wrote."""
    return StoreTooNew(
        f"the graph was written by a later version of graphloop ({found} > {schema.VERSION})", "upgrade graphloop"
    )
