"""Find words that differ from a given one by a likely typing error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MIN_MISSPELT_CHARS = 4
LONG_WORD_CHARS = 10
MAX_SPELLINGS = 8
"""Maximum number of spellings returned."""


def max_edits(word: str) -> int:
    """Return how many edits are allowed: one, two in a long word, none in a short one or one with digits."""
    if len(word) < MIN_MISSPELT_CHARS or not word.isalpha():
        return 0
    return 1 if len(word) < LONG_WORD_CHARS else 2


def edit_distance(one: str, other: str) -> int:
    """Return the number of letters that are wrong, missing, added, or swapped with the next."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def find_similar_words(word: str, others: Iterable[str]) -> dict[str, int]:
    """Return the words within reach of a word, with their distances.

    Typing errors are rare at the first letter; and two edits, one of them at the end, make a different word
    ("vertebrates", "vertebrae").
    """
    from rapidfuzz.distance import OSA

    most = max_edits(word)
    close = [other for other in others if abs(len(other) - len(word)) <= most and _begins(other, word)] if most else []
    found = {other: OSA.distance(word, other, score_cutoff=most) for other in close}
    return {other: slips for other, slips in found.items() if slips == 1 or (slips == most == 2 and _ends(other, word))}


def _begins(other: str, word: str) -> bool:
    """Return whether two words begin with the same letter, or with the same two swapped."""
    return other[:1] == word[:1] or other[:2] == word[1::-1]


def _ends(other: str, word: str) -> bool:
    return other[-2:] == word[-2:]


def rank_spellings(distances: Mapping[str, int], holding: Mapping[str, int]) -> list[str]:
    """Return the words that occur in some passage: nearest first, then the most frequent."""
    held = [other for other in distances if holding.get(other)]
    held.sort(key=lambda other: (distances[other], -holding[other], other))
    return held[:MAX_SPELLINGS]
