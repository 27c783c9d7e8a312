"""Reads a streamed reply to its end.

A stream is an iterator of pieces. One that knows more than its pieces (usage, why it ended) is a generator that
returns a `Completion`; wrappers pass it on with `yield from`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

from rag.model import ignore
from rag.models.llm.protocol import Completion

_OPEN = "<think>"
_CLOSE = "</think>"


def relayed(pieces: Iterator[str], model: str) -> Generator[str, None, Completion]:
    """The pieces as they come, then the completion: the stream's own, or one made of its pieces."""
    written: list[str] = []
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return end.value if isinstance(end.value, Completion) else Completion("".join(written), model)
        written.append(piece)
        yield piece


def gather(pieces: Iterator[str], model: str, write: Callable[[str], None] = ignore) -> Completion:
    """The whole of a stream; every piece goes to `write` as it comes."""
    relay = relayed(pieces, model)
    while True:
        try:
            write(next(relay))
        except StopIteration as end:
            reply: Completion = end.value
            return reply


def spoken(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without the thoughts that a reasoning model puts before its reply."""
    held = ""
    thoughts = False
    speaking = False
    for piece in pieces:
        if speaking:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if start.startswith(_OPEN):
            _, closed, start = start.partition(_CLOSE)
            if not closed:
                continue
            thoughts, held = True, start
            start = start.lstrip()
        if not start or (_OPEN.startswith(start) and not thoughts):
            continue
        speaking = True
        yield start if thoughts else held
    if not speaking and held and not held.lstrip().startswith(_OPEN) and not thoughts:
        yield held
