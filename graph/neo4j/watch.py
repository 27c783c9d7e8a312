"""Ends calls that a server has stopped answering, which the driver would wait for as long as the server once told it.

A call that is silent for too long may be hard work for the server. So the server is asked for a sign of life on a new
connection, and only where that stays unanswered too are the calls ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOKS = 4


class Call:
    """Something that is waited for: when it last got an answer, and whether it was ended."""

    def __init__(self) -> None:
        self.heard = time.monotonic()
        self.ended = False

    def hear(self) -> None:
        """Note a sign of life."""
        self.heard = time.monotonic()


class Watch:
    """Looks after the calls of any number of threads, from a thread that lives while there are calls."""

    def __init__(self, patience: float, lives: Callable[[], bool], end: Callable[[], None]) -> None:
        """`lives` asks the server anew, in bounded time; `end` lets every waiting call fail."""
        self._patience = patience
        self._lives = lives
        self._end = end
        self._lock = threading.Lock()
        self._calls: set[Call] = set()
        self._watching = False
        self._over = threading.Event()

    @contextmanager
    def call(self) -> Iterator[Call]:
        """While this lasts an answer is waited for."""
        made = Call()
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
        """Watch no more."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(self._patience / LOOKS):
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
