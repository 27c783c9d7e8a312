"""Marks of emphasis in Markdown that are none: signs of multiplication, and names such as `__init__`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_KNOWN_NAMES = frozenset(
    "init main name file all doc dict class call str repr len iter next enter exit getattr setattr getitem setitem new "
    "del eq ne lt le gt ge hash slots version author pycache future dirname filename bool add sub mul contains import "
    "module annotations builtins path post_init".split()
)


def literal_marks(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of the marks that a text shows, because they mark no words: 4*5*6, __init__.py."""
    return frozenset(
        place for first, last in _pairs(tokens) if _is_literal(tokens, first, last) for place in (first, last)
    )


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where emphasis begins and ends."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.type in ("em_open", "strong_open"):
            opened.append(place)
        elif token.type in ("em_close", "strong_close") and opened:
            yield opened.pop(), place


def _is_literal(tokens: Sequence[Token], first: int, last: int) -> bool:
    before, after = _content(tokens, first - 1)[-1:], _content(tokens, last + 1)[:2]
    inside = "".join(token.content for token in tokens[first + 1 : last])
    if tokens[first].markup == "__":
        known = inside in _KNOWN_NAMES or before in ("/", "\\", ".") or after[:1] in ("/", "(")
        return bool(_NAME.match(inside)) and (known or (after[:1] == "." and after[1:].isalpha()))
    if tokens[first].markup.startswith("_") or not (before.isalnum() and after[:1].isalnum()):
        return False
    return (before + after[:1] + inside[:1] + inside[-1:]).isdigit() or len(inside) == 1 or before.isdigit()


def _content(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].content if 0 <= place < len(tokens) and tokens[place].type == "text" else ""
