"""Translate failures of the driver and the server into store errors with one line and a hint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph.errors import GraphloopError, SettingsError, StoreError, StoreUnavailable, Unstorable

if TYPE_CHECKING:
    from neo4j.exceptions import DriverError, Neo4jError

ADDRESS_HINT = "use an address such as bolt://localhost:7687 or neo4j+s://example.org"
RUNS_HINT = "check that the server runs and that the address is right"
READ_ONLY_ERROR = (
    "database {database} is read-only",
    "let the server write to it (server.databases.read_only), or use another",
)
ERROR_HINTS = {
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
        "use a user who may read, write and create indexes",
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        "{uri} has no database {database}",
        "check the name of the database; Community has one, called neo4j",
    ),
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": READ_ONLY_ERROR,
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": READ_ONLY_ERROR,
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": (
        "the server has too little memory for this",
        "raise server.memory.heap.max_size or dbms.memory.transaction.total.max",
    ),
}


@contextmanager
def translate_driver_errors(uri: str, database: str) -> Iterator[None]:
    """Translate the driver's errors into store errors with a hint."""
    from neo4j import exceptions

    try:
        yield
    except UnicodeEncodeError:
        raise Unstorable("a text holds half a character (a lone surrogate)", "the fault is in what made this part")
    except ValueError as error:
        # The driver has no exception of its own for an unknown host name.
        if "resolve" not in str(error):
            raise
        raise StoreUnavailable(f"{uri} is not known: {error}", ADDRESS_HINT)
    except exceptions.Neo4jError as error:
        raise _of_server(error, uri, database)
    except exceptions.DriverError as error:
        raise _of_driver(error, uri)


def unanswered_error(uri: str) -> StoreUnavailable:
    """Return the error for a server that stopped answering."""
    return StoreUnavailable(f"Neo4j cannot be reached at {uri}: it does not answer", RUNS_HINT)


def _of_driver(error: DriverError, uri: str) -> GraphloopError:
    from neo4j.exceptions import ConfigurationError, IncompleteCommit

    text = _first_line(str(error)) or type(error).__name__
    if isinstance(error, ConfigurationError):
        return SettingsError(f"{uri} cannot be used: {text}", ADDRESS_HINT)
    if isinstance(error, IncompleteCommit):
        return StoreUnavailable(
            f"{uri} went away while it kept something",
            "run the same again: what is there already is left as it is",
        )
    return StoreUnavailable(f"Neo4j cannot be reached at {uri}: {_reason(error) or text}", RUNS_HINT)


def _reason(error: BaseException) -> str:
    """Return the operating system's error, which the driver's message hides; empty if there is none."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError):
            late = isinstance(cause, TimeoutError) or "timed out" in str(cause)
            found.append("it does not answer" if late else os.strerror(cause.errno) if cause.errno else str(cause))
        cause = cause.__cause__ or cause.__context__
    return _first_line(found[-1]).lower() if found else ""


def _first_line(text: str) -> str:
    return text.splitlines()[0].rstrip(" :") if text.strip() else ""


def _of_server(error: Neo4jError, uri: str, database: str) -> StoreError:
    if error.code in ERROR_HINTS:
        message, hint = ERROR_HINTS[error.code]
        return StoreUnavailable(message.format(uri=uri, database=database), hint)
    text = _first_line(error.message or str(error))
    if "There is no such fulltext schema index" in text or "no such vector schema index" in text:
        return StoreUnavailable(f"an index is missing: {text}", "open the store again, which creates what is missing")
    if "populating" in text.lower():
        return StoreUnavailable(f"an index is still being filled: {text}", "try again in a few minutes")
    return StoreError(f"Neo4j at {uri}: {text}", "see the log of the server")
