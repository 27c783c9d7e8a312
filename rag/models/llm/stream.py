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
    held: str | None = ""
    thinking = False
    for piece in pieces:
        if held is None:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if not thinking and _OPEN.startswith(start[: len(_OPEN)]) and len(start) < len(_OPEN):
            continue
        thinking = thinking or start.startswith(_OPEN)
        if thinking and _CLOSE not in held:
            continue
        out = held.partition(_CLOSE)[2].lstrip() if thinking else held
        thinking, held = (False, None if out or not thinking else "")
        if out:
            yield out
    if held and not thinking:
        yield held
