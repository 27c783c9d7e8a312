"""A text on one line, no longer than there is room for."""

from __future__ import annotations


def excerpt(text: str, longest: int) -> str:
    """The text on one line, cut at a word where it has more than `longest` code points."""
    whole = " ".join(text.split())
    return whole if len(whole) <= longest else whole[:longest].rsplit(" ", 1)[0] + " …"
