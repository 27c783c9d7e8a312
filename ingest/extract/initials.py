"""Resolve names of people whose given names are initials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.extract.mention import Variant
from ingest.extract.person_candidates import MAX_NAMESAKES, PersonName


def match_initials(ending: Mapping[str, Sequence[PersonName]], told: set[str]) -> Iterator[Variant]:
    """Resolve J. S. Bach to Johann Sebastian Bach if no other Bach of the document can be meant.

    `ending` holds names by surname, `told` the keys of names known to be people's.
    """
    for names in ending.values():
        alike = [name for name in names if name.key in told or len(name.words[0]) == 1]
        for name in alike if 1 < len(alike) <= MAX_NAMESAKES else ():
            fuller = [other for other in alike if len(other.key) > len(name.key) and _fits(name, other)]
            best = max(fuller, key=lambda other: (len(other.key), other.key), default=None)
            if best and all(other is best or _fits(other, best) for other in fuller):
                yield Variant(name.key, best.key, "initials")


def _fits(short: PersonName, full: PersonName) -> bool:
    """Return whether each given name matches the other's, in full or by its initial; trailing initials may be
    missing."""
    given, others = short.words[:-1], full.words[:-1]
    if short.generation != full.generation or len(given) > len(others):
        return False
    if len(given) < len(others) and any(len(word) > 1 for word in given):
        return False
    return all(_alike(one, other) for one, other in zip(given, others, strict=False))


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
