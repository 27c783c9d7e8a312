"""Names of a document that look like people's, by their words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.text.names import name_key
from ingest.extract.mention import FoundMention
from ingest.extract.people import NOT_PEOPLE, core_words, generation, may_be_person

_DOTTED = re.compile(r"([^\W\d_])\.(?=[^\W\d_]\.)")
_ELISION = re.compile(r"(?<=\b[ODLodl])['’](?=\w)")
_HYPHENED = re.compile(r"-[^\W_]+$")
_PLACES = frozenset("in at near across throughout within around outside".split())
_ARTICLES = frozenset(("the", "a", "an"))
_LOOK_BACK = 20
_LONGEST_ACRONYM = 5
# With more people of one surname than this, given names are not used to tell them apart.
MAX_NAMESAKES = 40


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name that looks like a person's, by its words without honorifics and generational suffixes.

    `place` is the number of names before it. `other` is set if the context shows that it is something else.
    """

    key: str
    words: tuple[str, ...]
    place: int
    generation: str
    hyphened: bool
    other: bool


def find_person_candidates(found: Sequence[FoundMention]) -> list[PersonName]:
    """Return names that look like people's, once each."""
    others = _others(found)
    names: dict[str, PersonName] = {}
    for place, one in enumerate(found):
        if one.key not in names and may_be_person(one) and not _is_acronym(one):
            hyphened = "-" in one.surface and bool(_HYPHENED.search(one.surface))
            names[one.key] = PersonName(
                one.key, core_words(_words(one)), place, generation(one.words), hyphened, one.key in others
            )
    return list(names.values())


def _words(one: FoundMention) -> Sequence[str]:
    """Return the words of a name, with initials separated and O'Hara as one word."""
    surface = one.surface
    if not any(mark in surface for mark in ".'’"):
        return one.words
    return name_key(_ELISION.sub("", _DOTTED.sub(r"\1. ", surface))).split()


def _others(found: Sequence[FoundMention]) -> set[str]:
    """Return names that are no person's, by the tagger, a preposition of place, or mostly preceded by articles."""
    count, article, others = Counter[str](), Counter[str](), set()
    for one in found:
        before = one.text[max(0, one.span.start - _LOOK_BACK) : one.span.start]
        words = before.casefold().split() if before[-1:].isspace() else []
        after_article = bool(words) and words[-1] in _ARTICLES
        count[one.key] += 1
        article[one.key] += after_article
        placed = not _PLACES.isdisjoint(words[-2:] if after_article else words[-1:])
        if one.span.kind in NOT_PEOPLE or (placed and not one.in_title):
            others.add(one.key)
    return others | {key for key, times in article.items() if 2 * times > count[key]}


def _is_acronym(one: FoundMention) -> bool:
    return len(one.surface) <= _LONGEST_ACRONYM and one.surface.isupper()


def group_by_word(names: Sequence[PersonName], which: int) -> dict[str, list[PersonName]]:
    """Group names of several words by their first (0) or last (-1) word."""
    found: defaultdict[str, list[PersonName]] = defaultdict(list)
    for name in names:
        if len(name.words) > 1:
            found[name.words[which]].append(name)
    return dict(found)
