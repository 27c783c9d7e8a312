"""Reads a streamed reply to its end.

A stream is an iterator of pieces. One that knows more than its pieces (usage, why it ended) is a generator that
returns a `Completion`; wrappers pass it on with `yield from`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

from rag.llm.protocol import Completion
from rag.types import ignore

_OPEN = "<think>"
_CLOSE = "</think>"


def relayed(pieces: Iterator[str], model: str) -> Generator[str, None, Completion]:
    """The pieces as they come, then the completion: the stream's own, or one made of its pieces."""
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


def gather(pieces: Iterator[str], model: str, write: Callable[[str], None] = ignore) -> Completion:
    """The whole of a stream; every piece goes to `write` as it comes. What ends early ends the stream at once."""
    relay = relayed(pieces, model)
    try:
        while True:
            try:
                write(next(relay))
            except StopIteration as end:
                reply: Completion = end.value
                return reply
    finally:
        relay.close()


def spoken(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without the thoughts that a reasoning model puts before its reply."""
    opening = _Opening()
    for piece in pieces:
        if said := opening.take(piece):
            yield said
    if said := opening.close():
        yield said


class _Opening:
    """Holds the beginning of a reply until it is known whether thoughts come first; looks at each character once."""

    def __init__(self) -> None:
        self._blanks: list[str] = []
        self._keeps_blanks = True
        self._held = ""
        self._thinks = False
        self._speaks = False

    def take(self, piece: str) -> str:
        """What of the reply is known to be said with this piece."""
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
        """What is said after the thoughts, if they end; of them only what may begin their end is kept."""
        _, closed, after = (self._held + piece).partition(_CLOSE)
        if not closed:
            self._held = (self._held + piece)[1 - len(_CLOSE) :]
            return ""
        self._held, self._thinks = "", False
        return self.take(after)

    def close(self) -> str:
        """What is still held, when no thoughts came."""
        return "" if self._speaks or self._thinks else "".join(self._blanks) + self._held
