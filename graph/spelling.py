"""Which words differ so little from one that fingers may have slipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHORTEST = 4
LONG = 8
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
    """The others within reach of a word, and their distances."""
    from rapidfuzz.distance import OSA

    most = reach(word)
    close = [other for other in others if abs(len(other) - len(word)) <= most] if most else []
    found = {other: OSA.distance(word, other, score_cutoff=most) for other in close}
    return {other: slips for other, slips in found.items() if 0 < slips <= most}


def likest(word: str, distances: Mapping[str, int], holding: Mapping[str, int]) -> list[str]:
    """The words that some passage holds: nearest first, then those that begin alike, then the most frequent."""
    held = [other for other in distances if holding.get(other)]
    held.sort(key=lambda other: (distances[other], other[0] != word[0], -holding[other], other))
    return held[:MOST]
