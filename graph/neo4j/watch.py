"""End calls to a server that stopped answering, for which the driver would wait as long as the server once said.

A silent call may just be hard work for the server, so the server is probed on a new connection first. Only if that is
not answered either are the calls ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CHECKS_PER_PATIENCE = 4


class PendingCall:
    """A pending call: when it last got an answer, and whether it was ended."""

    def __init__(self) -> None:
        self.heard = time.monotonic()
        self.ended = False

    def hear(self) -> None:
        """Record a sign of life."""
        self.heard = time.monotonic()


class CallWatchdog:
    """Monitors the calls of any number of threads, from a thread that runs while there are calls."""

    def __init__(self, patience: float, lives: Callable[[], bool], end: Callable[[], None]) -> None:
        """`lives` probes the server in bounded time; `end` makes every pending call fail."""
        self._patience = patience
        self._lives = lives
        self._end = end
        self._lock = threading.Lock()
        self._calls: set[PendingCall] = set()
        self._watching = False
        self._over = threading.Event()

    @contextmanager
    def call(self) -> Iterator[PendingCall]:
        """Register a pending call for the duration of the block."""
        made = PendingCall()
        with self._lock:
            self._calls.add(made)
            if not self._watching and not self._over.is_set():
                self._watching = True
                threading.Thread(target=self._watch, name="graphloop watch", daemon=True).start()
        try:
            yield made
        finally:
            with self._lock:
                self._calls.discard(made)

    def close(self) -> None:
        """Stop monitoring."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(self._patience / CHECKS_PER_PATIENCE):
            with self._lock:
                if not self._calls:
                    self._watching = False
                    return
                calls = list(self._calls)
            silent = [call for call in calls if time.monotonic() - call.heard > self._patience]
            if silent and self._lives():
                for call in silent:
                    call.hear()
            elif silent:
                for call in calls:
                    call.ended = True
                self._end()
