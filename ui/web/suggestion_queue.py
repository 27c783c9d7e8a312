"""Makes suggestions in a thread: for one occasion at a time, with one more in the queue; the last few are kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.errors import GraphloopError
from ui.selection import SelectionRequest
from ui.suggestions import GoOn

MAX_KEPT = 8
"""Occasions whose suggestions are kept."""

MAX_SECONDS = 60.0
"""Seconds of work on one occasion."""

WAIT_SECONDS = 0.2

SuggestionMaker = Callable[[GoOn], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """When to suggest what: `name` is that of the answer or page, `revision` that of the store.

    `folder` is the data folder, with the labels of a reader.
    """

    folder: str
    collection: str
    name: str
    revision: int
    request: SelectionRequest


@dataclass(frozen=True, slots=True)
class _Job:
    occasion: Occasion
    make: SuggestionMaker


class SuggestionQueue:
    """Suggestions by occasion; usable from any thread. Work pauses as long as `is_busy` holds."""

    def __init__(self, is_busy: Callable[[], bool], seconds: float = MAX_SECONDS) -> None:
        self._is_busy = is_busy
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: Occasion | None = None
        self._next: _Job | None = None
        self._made: dict[Occasion, tuple[str, ...]] = {}

    def request(self, occasion: Occasion, make: SuggestionMaker, fresh: bool = False) -> None:
        """Have suggestions made unless they are; another occasion in the queue gives way only to a fresh one."""
        with self._lock:
            if occasion in self._made or occasion == self._running:
                return
            if self._running is None:
                self._start(_Job(occasion, make))
            elif self._next is None or fresh:
                self._next = _Job(occasion, make)

    def find(self, occasion: Occasion) -> tuple[str, ...]:
        """Return the suggestions for an occasion; empty if there are none."""
        with self._lock:
            return self._made.get(occasion, ())

    def awaits(self, occasion: Occasion) -> bool:
        """Whether suggestions for an occasion are still to come."""
        with self._lock:
            return occasion == self._running or (self._next is not None and self._next.occasion == occasion)

    def is_working(self) -> bool:
        """Whether any suggestions are still to come."""
        with self._lock:
            return self._running is not None

    def _start(self, job: _Job) -> None:
        self._running = job.occasion
        threading.Thread(target=self._do, args=(job,), name="suggest questions", daemon=True).start()

    def _do(self, job: _Job) -> None:
        made: tuple[str, ...] = ()
        try:
            made = tuple(job.make(_Pace(self._is_busy, self._seconds)))
        except GraphloopError:
            pass  # what cannot be suggested is no fault of the page
        finally:
            self._end(job.occasion, made)

    def _end(self, occasion: Occasion, made: tuple[str, ...]) -> None:
        with self._lock:
            self._made[occasion] = made
            for oldest in list(self._made)[:-MAX_KEPT]:
                del self._made[oldest]
            following, self._next, self._running = self._next, None, None
            if following is not None:
                self._start(following)


class _Pace:
    """Whether there is time left, which does not pass while it waits."""

    def __init__(self, is_busy: Callable[[], bool], seconds: float) -> None:
        self._is_busy = is_busy
        self._left = seconds
        self._last = time.monotonic()

    def __call__(self) -> bool:
        self._left -= time.monotonic() - self._last
        while self._is_busy():
            time.sleep(WAIT_SECONDS)
        self._last = time.monotonic()
        return self._left > 0
