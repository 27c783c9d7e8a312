"""One model call as a whole: its deadline, its size limit, and its cancellation from another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from graph.errors import ModelError

CALL_DEADLINE = 600.0
"""The most seconds for a whole reply, retries included."""

MAX_REPLY_BYTES = 32 * 2**20
"""The most bytes of the replies to one call."""

_HINT = "use a faster model, or raise llm.deadline (GRAPHLOOP_LLM__DEADLINE)"


class DeadlineExceeded(ModelError):
    """The call did not end by its deadline."""


class ReplyTooLong(ModelError):
    """The server sent more than a reply may contain."""


class CallCancelled(ModelError):
    """The call was cancelled because nobody waits for the reply any more."""


class CancelToken:
    """Cancels the model calls of one piece of work; usable from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: set[ModelCall] = set()
        self._cancelled = False

    def __call__(self) -> None:
        """Cancel every call in progress, and each that begins later."""
        with self._lock:
            self._cancelled = True
            calls = list(self._calls)
        for call in calls:
            call.give_up()

    def add(self, call: ModelCall) -> None:
        with self._lock:
            self._calls.add(call)
            late = self._cancelled
        if late:
            call.give_up()

    def drop(self, call: ModelCall) -> None:
        with self._lock:
            self._calls.discard(call)


class ModelCall:
    """A call of the model at `name`, limited to a number of seconds and of bytes read.

    Raises a `ModelError` of this module otherwise. `in_events` means that the reply is streamed as events.
    """

    def __init__(
        self, name: str, seconds: float = CALL_DEADLINE, most: int = MAX_REPLY_BYTES, in_events: bool = False
    ) -> None:
        self.name = name
        self.in_events = in_events
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._most = most
        self._read = 0
        self._given_up = threading.Event()
        self._closes: Callable[[], None] | None = None
        self._cancel = _cancel.get()

    def __enter__(self) -> ModelCall:
        if self._cancel is not None:
            self._cancel.add(self)
        return self

    def __exit__(self, *fault: object) -> None:
        self._closes = None
        if self._cancel is not None:
            self._cancel.drop(self)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Make this the current call of this thread, whose limits its connections keep."""
        before = _current.set(self)
        try:
            yield
        finally:
            _current.reset(before)

    def remaining(self) -> float:
        """Return the seconds left; raise if there are none or the call was cancelled."""
        if self._given_up.is_set():
            raise CallCancelled(f"the call of {self.name} was given up", "ask again")
        left = self._ends - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(f"the reply of {self.name} did not end within {self._seconds:g} s", _HINT)
        return left

    def has(self, seconds: float) -> bool:
        """Whether this many seconds are left."""
        return time.monotonic() + seconds < self._ends

    def within(self, timeout: float | None) -> float:
        """Return the time-out, or the time left if that is less."""
        left = self.remaining()
        return left if timeout is None else min(timeout, left)

    def took(self, size: int) -> None:
        """Count the bytes read; raise if there are too many."""
        self._read += size
        if self._read > self._most:
            raise ReplyTooLong(
                f"{self.name} sends more than {self._most / 2**20:.3g} MB in one reply", "see the server's log"
            )

    def sleep(self, seconds: float) -> None:
        """Wait, unless the call is cancelled."""
        self._given_up.wait(min(seconds, self.remaining()))
        self.remaining()

    def closes(self, close: Callable[[], None]) -> None:
        """Register the function that ends the connection the call waits for."""
        self._closes = close
        if self._given_up.is_set():
            close()

    def give_up(self) -> None:
        """Cancel the call from another thread."""
        self._given_up.set()
        close = self._closes
        if close is not None:
            close()


_current: ContextVar[ModelCall | None] = ContextVar("call", default=None)
_cancel: ContextVar[CancelToken | None] = ContextVar("cancel", default=None)


def current_call() -> ModelCall | None:
    """Return the call that this thread is sending."""
    return _current.get()


@contextmanager
def cancellable(cancel: CancelToken) -> Iterator[None]:
    """Let `cancel` cancel the model calls that this thread begins in this context."""
    before = _cancel.set(cancel)
    try:
        yield
    finally:
        _cancel.reset(before)
