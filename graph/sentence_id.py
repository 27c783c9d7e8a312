"""The ids of sentences: that of the passage, and the place of the sentence in it."""

from __future__ import annotations

LONGEST_ORDINAL = 9
_USUAL = {str(ordinal): ordinal for ordinal in range(1_000)}


def taken_apart(sentence_id: str) -> tuple[str, int]:
    """The passage's id and the sentence's ordinal; the ordinal is -1 where the text is no sentence's id."""
    passage, _, ordinal = sentence_id.rpartition("#")
    usual = _USUAL.get(ordinal)
    if usual is not None:
        return passage, usual
    known = ordinal.isascii() and ordinal.isdecimal() and len(ordinal) <= LONGEST_ORDINAL
    return passage, int(ordinal) if known and ordinal == str(int(ordinal)) else -1
