"""Which words differ so little from one that fingers may have slipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORTEST = 4
LONG = 10
MOST = 8
"""So many spellings are told at the most."""


def reach(word: str) -> int:
    """How many letters may be wrong: one, two in a long word, and none in a short one or one with digits."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < LONG else 2


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, added, or swapped with the next."""
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other)


def near(word: str, others: Iterable[str]) -> dict[str, int]:
    """The others within reach of a word, and their distances.

    Fingers seldom slip at the first letter; and where two letters differ, one of them at the end, it is another word
    ("vertebrates", "vertebrae").
    """
    from rapidfuzz.distance import OSA

    most = reach(word)
    close = [other for other in others if abs(len(other) - len(word)) <= most and _begins(other, word)] if most else []
    found = {other: OSA.distance(word, other, score_cutoff=most) for other in close}
    return {other: slips for other, slips in found.items() if slips == 1 or (slips == most == 2 and _ends(other, word))}


def _begins(other: str, word: str) -> bool:
    """Whether two words begin with the same letter, or with the same two swapped."""
    return other[:1] == word[:1] or other[:2] == word[1::-1]


def _ends(other: str, word: str) -> bool:
    return other[-2:] == word[-2:]


def likest(distances: Mapping[str, int], holding: Mapping[str, int]) -> list[str]:
    """The words that some passage holds: nearest first, then the most frequent."""
    held = [other for other in distances if holding.get(other)]
    held.sort(key=lambda other: (distances[other], -holding[other], other))
    return held[:MOST]
