"""Find words that differ from a given one by a likely typing error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORTEST = 4
LONG = 10
MOST = 8
"""Maximum number of spellings returned."""


def reach(word: str) -> int:
    """Return how many edits are allowed: one, two in a long word, none in a short one or one with digits."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < LONG else 2


def distance(one: str, other: str) -> int:
    """Return the number of letters that are wrong, missing, added, or swapped with the next."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def near(word: str, others: Iterable[str]) -> dict[str, int]:
    """Return the words within reach of a word, with their distances.

    Typing errors are rare at the first letter; and two edits, one of them at the end, make a different word
    ("vertebrates", "vertebrae").
    """
    from rapidfuzz.distance import OSA

    most = reach(word)
    close = [other for other in others if abs(len(other) - len(word)) <= most and _begins(other, word)] if most else []
    found = {other: OSA.distance(word, other, score_cutoff=most) for other in close}
    return {other: slips for other, slips in found.items() if slips == 1 or (slips == most == 2 and _ends(other, word))}


def _begins(other: str, word: str) -> bool:
    """Return whether two words begin with the same letter, or with the same two swapped."""
    return other[:1] == word[:1] or other[:2] == word[1::-1]


def _ends(other: str, word: str) -> bool:
    return other[-2:] == word[-2:]


def likest(distances: Mapping[str, int], holding: Mapping[str, int]) -> list[str]:
    """Return the words that occur in some passage: nearest first, then the most frequent."""
    held = [other for other in distances if holding.get(other)]
    held.sort(key=lambda other: (distances[other], -holding[other], other))
    return held[:MOST]
