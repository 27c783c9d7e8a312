"""How much of a reply its `max_tokens` allows, whatever the server keeps to.

Tokens are estimated from below, so that no honest reply is cut: a token holds at most one word, and few tokens hold
more than sixteen characters, or four of a script without blanks.
"""

from __future__ import annotations

from graph.text.words import UNSPACED

_CHARACTERS = 16
_UNSPACED = 4


class Allowance:
    """What is left of a reply's length."""

    def __init__(self, max_tokens: int) -> None:
        self._most = max_tokens
        self._words = 0
        self._characters = 0
        self._unspaced = 0
        self._in_word = False

    def take(self, piece: str) -> str:
        """The part of the next piece that is allowed; shorter than the piece when the allowance is used up."""
        if self._fits(piece):
            return piece
        low, high = 0, len(piece)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._would(piece[:middle]) else (low, middle - 1)
        return piece[:low]

    def _fits(self, piece: str) -> bool:
        """Count the piece in, unless it is too long."""
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
        unspaced = self._unspaced + (0 if piece.isascii() else sum(map(len, UNSPACED.findall(piece))))
        return words, self._characters + len(piece), unspaced


def allowed(text: str, max_tokens: int) -> str:
    """As much of a whole reply as is allowed."""
    return Allowance(max_tokens).take(text)
