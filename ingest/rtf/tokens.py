"""The tokens of a file in Rich Text Format, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})?[ ]?|"
    rb"\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)|(\\)\Z",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its number, a sign after a backslash, a brace, or bytes of text."""

    word: str = ""
    number: int | None = None
    sign: str = ""
    brace: str = ""
    text: bytes = b""
    coded: bool = False


def tokenise(data: bytes) -> Iterator[Token]:
    """Yield the tokens; binary data is passed over."""
    place, end = 0, len(data)
    while place < end:
        match = _TOKEN.match(data, place)
        if match is None:
            return
        place = match.end()
        word, number, code, sign, brace, text, _ = match.groups()
        if word:
            value = int(number) if number else None
            if word == b"bin" and value and value > 0:
                place += value
            yield Token(word=word.decode(), number=value)
        elif code:
            yield Token(text=bytes.fromhex(code.decode()), coded=True)
        elif sign:
            # A line end after a backslash ends a paragraph.
            yield Token(word="par") if sign in b"\r\n" else Token(sign=sign.decode("latin-1"))
        elif brace:
            yield Token(brace=brace.decode())
        elif text:
            yield Token(text=text)
