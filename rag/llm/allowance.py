"""Enforce `max_tokens` on a reply, whether or not the server does.

Tokens are estimated from below, so that no valid reply is cut: a token contains at most one word, and few tokens
contain more than sixteen characters, or four of a script without spaces.
"""

from __future__ import annotations

from graph.text.words import UNSPACED_SCRIPTS

_CHARACTERS = 16
_UNSPACED = 4


class Allowance:
    """The remaining length allowed for a reply."""

    def __init__(self, max_tokens: int) -> None:
        self._most = max_tokens
        self._words = 0
        self._characters = 0
        self._unspaced = 0
        self._in_word = False

    def take(self, piece: str) -> str:
        """Return the part of the next piece that is allowed; shorter than the piece once the allowance is used up."""
        if self._fits(piece):
            return piece
        low, high = 0, len(piece)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._would(piece[:middle]) else (low, middle - 1)
        return piece[:low]

    def _fits(self, piece: str) -> bool:
        """Count the piece, unless it is too long."""
        words, characters, unspaced = self._counts(piece)
        if not self._would(piece):
            return False
        self._words, self._characters, self._unspaced = words, characters, unspaced
        self._in_word = not piece[-1:].isspace() if piece else self._in_word
        return True

    def _would(self, piece: str) -> bool:
        words, characters, unspaced = self._counts(piece)
        return max(words, characters / _CHARACTERS, unspaced / _UNSPACED) <= self._most

    def _counts(self, piece: str) -> tuple[int, int, int]:
        goes_on = self._in_word and not piece[:1].isspace() and bool(piece)
        words = self._words + len(piece.split()) - goes_on
        unspaced = self._unspaced + (0 if piece.isascii() else sum(map(len, UNSPACED_SCRIPTS.findall(piece))))
        return words, self._characters + len(piece), unspaced


def limit_reply(text: str, max_tokens: int) -> str:
    """Return as much of a complete reply as is allowed."""
    return Allowance(max_tokens).take(text)
