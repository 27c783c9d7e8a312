"""Slows down guessing of tokens, for all visitors of the process together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FREE_TRIES = 5
"""Wrong tries within `WINDOW_SECONDS` after which each further one has to wait."""

WINDOW_SECONDS = 60.0
PAUSE_SECONDS = 2.0


class TryLimit:
    """Counts wrong tries; usable from any thread. While there were too many, tries wait for one another too."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], object] = time.sleep
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._wrong: list[float] = []

    def wait(self) -> None:
        """Return when a try may be made."""
        with self._lock:
            now = self._clock()
            self._wrong = [moment for moment in self._wrong if now - moment < WINDOW_SECONDS]
            if len(self._wrong) >= FREE_TRIES:
                self._pause(PAUSE_SECONDS)

    def count_wrong(self) -> None:
        """Count a try as wrong."""
        with self._lock:
            self._wrong.append(self._clock())
