"""Read a streamed reply to its end.

A stream is an iterator of pieces. One that knows more than its pieces (usage, finish reason) is a generator that
returns a `Completion`; wrappers pass it on with `yield from`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from rag.llm.protocol import Completion
from rag.types import discard_text


def relay_stream(pieces: Iterator[str], model: str) -> Generator[str, None, Completion]:
    """Yield the pieces, then return the completion: the stream's own, or one made of its pieces."""
    written: list[str] = []
    try:
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                return end.value if isinstance(end.value, Completion) else Completion("".join(written), model)
            written.append(piece)
            yield piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def collect_stream(pieces: Iterator[str], model: str, write: Callable[[str], None] = discard_text) -> Completion:
    """Return the whole of a stream, passing every piece to `write`; an exception closes the stream at once."""
    relay = relay_stream(pieces, model)
    try:
        while True:
            try:
                write(next(relay))
            except StopIteration as end:
                reply: Completion = end.value
                return reply
    finally:
        relay.close()
