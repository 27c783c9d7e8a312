"""How a line of text shows what stands raised or struck out in a document."""

from __future__ import annotations

import re

_RAISED_FROM = "0123456789+-−=()"
_RAISED = str.maketrans(_RAISED_FROM, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_MAX_RAISED_CHARS = 40
_EXPONENT = re.compile(r"[-+−]?(?:[\w.]*\d[\w.]*(?:[-+−][\w.]+)?|[ijkmnpqxyz](?:[-+−][\w.]+)?)\Z")
STRUCK = "~~"
"""The mark on both sides of what is struck out."""


def raise_text(text: str) -> str | None:
    """Return what stands raised as a line of text shows it; None if it is shown as it is: 4th, 1er."""
    short = text.strip()
    if not short or len(short) > _MAX_RAISED_CHARS:
        return None
    if all(letter in _RAISED_FROM for letter in short):
        return text.translate(_RAISED)
    return f"^{short}" if _EXPONENT.match(short) and short.isascii() else None


def show_text(text: str, raised: bool, struck: bool, goes_on: bool = False, goes_further: bool = False) -> str:
    """Return a text as it looks; the last two as in `strike_text`."""
    text = (raise_text(text) or text) if raised else text
    return strike_text(text, goes_on, goes_further) if struck else text


def strike_text(text: str, goes_on: bool = False, goes_further: bool = False) -> str:
    """Return a text that is struck out between marks; without the first if it goes on from what is struck out before
    it, without the last if what comes after it is."""
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    before, after = "" if goes_on else STRUCK, "" if goes_further else STRUCK
    return f"{text[:start]}{before}{inner}{after}{text[start + len(inner) :]}"
