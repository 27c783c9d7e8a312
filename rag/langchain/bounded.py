"""Calls into LangChain that end by a deadline: a chat model of any maker has connections that are out of our reach.

The maker's code runs in a thread of its own. A call that is over is left by its caller at once, and by its thread as
soon as the maker's code hands over the next piece.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from rag.llm.call import Call

T = TypeVar("T")

_AHEAD = 64
"""Pieces that may wait for the reader."""
_LOOK = 0.2
"""Seconds between looks at whether anybody still reads."""


@dataclass(frozen=True, slots=True)
class _Piece(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _End:
    fault: BaseException | None = None


def bounded(begin: Callable[[], Iterable[T]], call: Call) -> Generator[T, None, None]:
    """What an iterable gives, made and read in another thread; raises what that raises, and what ends the call."""
    given: queue.Queue[_Piece[T] | _End] = queue.Queue(_AHEAD)
    left = threading.Event()

    def put(item: _Piece[T] | _End) -> bool:
        while not left.is_set():
            with suppress(queue.Full):
                given.put(item, timeout=_LOOK)
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


def _taken(given: queue.Queue[_Piece[T] | _End], call: Call) -> Iterator[T]:
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


def bounded_call(do: Callable[[], T], call: Call) -> T:
    """What a function returns, done in another thread."""
    return next(bounded(lambda: [do()], call))
