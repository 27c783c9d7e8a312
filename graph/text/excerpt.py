"""Cut a text to one line of limited length."""

from __future__ import annotations


def excerpt(text: str, longest: int) -> str:
    """Return the text on one line, cut at a word boundary if it has more than `longest` code points."""
    whole = " ".join(text.split())
    return whole if len(whole) <= longest else whole[:longest].rsplit(" ", 1)[0] + " …"
