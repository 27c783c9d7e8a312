"""Call LangChain with a deadline: the connections of third-party chat models are out of our control.

The provider's code runs in its own thread. When a call ends early, its caller returns at once, and its thread stops as
soon as the provider's code yields the next piece.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from rag.llm.call import ModelCall

T = TypeVar("T")

_MAX_QUEUED = 64
"""The most pieces in the queue."""
_POLL_SECONDS = 0.2
"""Seconds between checks whether the consumer is still reading."""


@dataclass(frozen=True, slots=True)
class _Piece(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    fault: BaseException | None = None


def iterate_bounded(begin: Callable[[], Iterable[T]], call: ModelCall) -> Generator[T, None, None]:
    """Yield an iterable's items, created and read in another thread; raises its errors and those that end the call."""
    given: queue.Queue[_Piece[T] | _End] = queue.Queue(_MAX_QUEUED)
    left = threading.Event()

    def put(item: _Piece[T] | _End) -> bool:
        while not left.is_set():
            with suppress(queue.Full):
                given.put(item, timeout=_POLL_SECONDS)
                return True
        return False

    def wake() -> None:
        with suppress(queue.Full):
            given.put_nowait(_End())

    def read() -> None:
        try:
            pieces = iter(begin())
            for piece in pieces:
                if not put(_Piece(piece)):
                    if isinstance(pieces, Generator):
                        pieces.close()
                    return
        except BaseException as error:  # noqa: BLE001 - re-raised in the consumer
            put(_End(error))
        else:
            put(_End())

    threading.Thread(target=read, name="chat model", daemon=True).start()
    call.closes(wake)
    try:
        yield from _taken(given, call)
    finally:
        left.set()


def _taken(given: queue.Queue[_Piece[T] | _End], call: ModelCall) -> Iterator[T]:
    while True:
        try:
            item = given.get(timeout=call.remaining())
        except queue.Empty:
            continue  # no time is left: call.remaining() raises next
        call.remaining()
        if isinstance(item, _Piece):
            yield item.value
        elif item.fault is not None:
            raise item.fault
        else:
            return


def call_bounded(do: Callable[[], T], call: ModelCall) -> T:
    """Return what a function returns, called in another thread."""
    return next(iterate_bounded(lambda: [do()], call))
