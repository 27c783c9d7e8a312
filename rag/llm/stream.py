"""Read a streamed reply to its end.

A stream is an iterator of pieces. One that knows more than its pieces (usage, finish reason) is a generator that
returns a `Completion`; wrappers pass it on with `yield from`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

from rag.llm.protocol import Completion
from rag.types import discard_text

_OPEN = "<think>"
_CLOSE = "</think>"


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


def strip_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces without the reasoning that a reasoning model puts before its reply."""
    opening = _ReasoningFilter()
    for piece in pieces:
        if said := opening.take(piece):
            yield said
    if said := opening.close():
        yield said


class _ReasoningFilter:
    """Buffers the start of a reply until it is known whether reasoning comes first; scans each character once."""

    def __init__(self) -> None:
        self._blanks: list[str] = []
        self._keeps_blanks = True
        self._held = ""
        self._thinks = False
        self._speaks = False

    def take(self, piece: str) -> str:
        """Return the part of the reply that is known after this piece."""
        if self._speaks:
            return piece
        if self._thinks:
            return self._thought(piece)
        if not self._held:
            word = piece.lstrip()
            if self._keeps_blanks:
                self._blanks.append(piece[: len(piece) - len(word)])
            piece = word
        self._held += piece
        if self._held.startswith(_OPEN):
            thought, self._held = self._held[len(_OPEN) :], ""
            self._blanks, self._keeps_blanks, self._thinks = [], False, True
            return self._thought(thought)
        if not self._held or _OPEN.startswith(self._held):
            return ""
        self._speaks = True
        return "".join(self._blanks) + self._held

    def _thought(self, piece: str) -> str:
        """Return what follows the reasoning, if it ends; else keep only what may be the start of its end tag."""
        _, closed, after = (self._held + piece).partition(_CLOSE)
        if not closed:
            self._held = (self._held + piece)[1 - len(_CLOSE) :]
            return ""
        self._held, self._thinks = "", False
        return self.take(after)

    def close(self) -> str:
        """Return what is still buffered, if there was no reasoning."""
        return "" if self._speaks or self._thinks else "".join(self._blanks) + self._held
