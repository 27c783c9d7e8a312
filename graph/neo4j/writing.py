"""Announce writes to readers: a (:Write) node is created before the first passage and deleted after the last.

Readers who find no (:Write) need not compare versions. The mark is committed before the write it announces, since
readers may see parts of a transaction early; it stays between the documents of one ingest.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from graph.errors import StoreUnavailable
from graph.neo4j.connect import Connection

# A mark this old is renewed, long before `write.ABANDONED_SECONDS`.
MARK_RENEWAL_SECONDS = 600


class WriteMark:
    """The write mark of one store; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._mark = ""
        self._since = 0.0
        self._reached = True

    @contextmanager
    def under_way(self, connection: Connection) -> Iterator[None]:
        """Keep the mark in place for the duration of the block."""
        with self._lock:
            if not self._mark or time.monotonic() - self._since > MARK_RENEWAL_SECONDS:
                mark = self._mark or uuid.uuid4().hex
                since = time.monotonic()
                connection.write(lambda tx: tx.rows(MARK_STATEMENT, version=mark))
                self._mark, self._since = mark, since
            self._running += 1
        try:
            yield
            self._reached = True
        except StoreUnavailable:
            self._reached = False
            raise
        finally:
            with self._lock:
                self._running -= 1

    def rest(self, connection: Connection) -> None:
        """Remove the mark if it is set and nothing is being written here."""
        if not self._mark:
            return
        with self._lock:
            if self._mark and not self._running:
                mark = self._mark
                connection.write(lambda tx: tx.rows(UNMARK_STATEMENT, version=mark))
                self._mark = ""

    def close(self, connection: Connection) -> None:
        """Remove the mark, unless the server was just out of reach: a leftover mark only slows reading."""
        if self._reached:
            with suppress(StoreUnavailable):
                self.rest(connection)


MARK_STATEMENT = "MERGE (w:Write {graph: $graph, version: $version}) SET w.started = timestamp()"
UNMARK_STATEMENT = "MATCH (w:Write {graph: $graph, version: $version}) DELETE w"
