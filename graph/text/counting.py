"""Counts with their nouns."""

from __future__ import annotations


def count_noun(count: int, singular: str, plural: str = "") -> str:
    """Return a count with its noun, such as "1 document" or "2 entities"; without a plural, an s is added."""
    return f"{count} {singular if count == 1 else plural or f'{singular}s'}"
