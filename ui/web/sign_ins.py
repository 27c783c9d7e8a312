"""Who is signed in by which browser: kept in memory, so that a reload or another tab needs no token.

The browser exchanges a ticket, good once and for a minute, for a cookie that no script can read.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

IDLE_SECONDS = 12 * 3600.0
"""Seconds without a visit after which a sign-in ends."""

TICKET_SECONDS = 60.0
TICKET_HEADER = "x-graphloop-ticket"
KEEP_PATH = "/session/keep"
"""Where a browser exchanges a ticket for the cookie."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in of a reader, by id: its key is the value of the cookie, the ticket is what that is given for."""

    reader_id: str
    key: str
    ticket: str


@dataclass(slots=True)
class _Kept:
    reader_id: str
    until: float


def reader_cookie(host: str) -> str:
    """Return the name of the cookie at a host: browsers share cookies between its ports."""
    return f"graphloop_reader_{host.rpartition(':')[2]}"


class SignIns:
    """The sign-ins of this process; usable from any thread. Of keys only a hash is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[bytes, _Kept] = {}
        self._tickets: dict[str, tuple[str, float]] = {}

    def begin(self, reader_id: str) -> SignIn:
        """Begin a sign-in of a reader."""
        one = SignIn(reader_id, secrets.token_urlsafe(), secrets.token_urlsafe())
        with self._lock:
            now = self._clock()
            self._kept = {key: kept for key, kept in self._kept.items() if kept.until > now}
            self._tickets = {ticket: pair for ticket, pair in self._tickets.items() if pair[1] > now}
            self._kept[_hash(one.key)] = _Kept(reader_id, now + IDLE_SECONDS)
            self._tickets[one.ticket] = (one.key, now + TICKET_SECONDS)
        return one

    def is_waiting(self, ticket: str) -> bool:
        """Whether a ticket can still be exchanged."""
        with self._lock:
            return ticket in self._tickets and self._tickets[ticket][1] > self._clock()

    def exchange(self, ticket: str) -> str:
        """Return the key for a ticket, which is used up; empty if it is not known or too old."""
        with self._lock:
            key, until = self._tickets.pop(ticket, ("", 0.0))
            return key if until > self._clock() else ""

    def find(self, key: str) -> str:
        """Return the id of the reader who signed in with a key; empty if nobody did, or it has ended."""
        with self._lock:
            kept, now = self._kept.get(_hash(key)), self._clock()
            if kept is None or kept.until <= now:
                return ""
            kept.until = now + IDLE_SECONDS
            return kept.reader_id

    def end(self, key: str) -> None:
        """End a sign-in, in every tab."""
        with self._lock:
            self._kept.pop(_hash(key), None)
            self._tickets = {ticket: pair for ticket, pair in self._tickets.items() if pair[0] != key}


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


SIGN_INS = SignIns()
"""Those of the pages, which the server and every session share."""
