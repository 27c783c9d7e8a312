"""Sentence ids: the passage id and the sentence's position in it."""

from __future__ import annotations

from functools import lru_cache

MAX_ORDINAL_DIGITS = 9


def split_sentence_id(sentence_id: str) -> tuple[str, int]:
    """Split a sentence id into passage id and ordinal; the ordinal is -1 if the text is not a sentence id."""
    passage, _, ordinal = sentence_id.rpartition("#")
    return passage, _number(ordinal)


@lru_cache(maxsize=1_000)
def _number(ordinal: str) -> int:
    known = ordinal.isascii() and ordinal.isdecimal() and len(ordinal) <= MAX_ORDINAL_DIGITS
    return int(ordinal) if known and ordinal == str(int(ordinal)) else -1
