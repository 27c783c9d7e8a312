"""Resolve short names of people named in full before: a surname or a first name alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.extract.alias_resolution import resolve_aliases
from ingest.extract.initials import match_initials
from ingest.extract.lowercase_words import find_lowercase_words
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.people import PARTICLES, find_people
from ingest.extract.person_candidates import MAX_NAMESAKES, PersonName, find_person_candidates, group_by_word

_SHORTEST = 3
_OF_WOMEN = ("mrs", "miss", "lady")


@dataclass(frozen=True, slots=True)
class PersonIndex:
    """The people of a document: names by last and by first word, names known to be people's, canonical names of
    variants, names that are titles, and all names."""

    ending: Mapping[str, Sequence[PersonName]]
    beginning: Mapping[str, Sequence[PersonName]]
    told: frozenset[str]
    same: Mapping[str, str]
    titles: frozenset[str]
    keys: frozenset[str]

    def known_as(self, name: PersonName) -> str:
        return self.same.get(name.key, name.key)

    def is_ambiguous(self, name: PersonName) -> bool:
        """Return whether an honorific shows that two people share the surname: Mr. Marlow and Mrs. Marlow."""
        if len(name.words) > 1:
            return False
        address = {f"{one} {name.words[0]}" for one in _OF_WOMEN}
        return name.key in address or any(one in self.keys for one in address)


def find_short_names(found: Sequence[FoundMention], texts: Sequence[str], said: Iterable[Variant]) -> Iterator[Variant]:
    """Resolve a short name to a person if no one else in the document can be meant, or to the one in its title.

    A name that is also a common word or a place of the document is not resolved. `said` are the variants found by other
    rules.
    """
    names = find_person_candidates(found)
    ending, beginning = group_by_word(names, -1), group_by_word(names, 0)
    told, titles = find_people(found), frozenset(one.key for one in found if one.whole)
    written = list(match_initials(ending, told))
    yield from written
    same = resolve_aliases([*said, *written], titles)
    known = frozenset(same.get(key, key) for key in told)
    roll = PersonIndex(ending, beginning, known, same, titles, frozenset(one.key for one in found))
    meant = {name.key: of for name in names if name.key not in same and (of := _meant(name, roll))}
    if meant:
        common = find_lowercase_words(texts)
        yield from (Variant(key, of, "part") for key, of in meant.items() if key not in common)


def _meant(name: PersonName, roll: PersonIndex) -> str:
    """Return the person a short name stands for; empty if the name is long, a title, or ambiguous."""
    words, alike = name.words, roll.ending.get(name.words[-1], ())
    if not _may_be_short(name, roll, len(alike)):
        return ""
    by_last = [other for other in alike if _ends(other, words)]
    by_first = roll.beginning.get(words[0], ()) if len(words) == 1 else ()
    candidates = {roll.known_as(other) for other in (*by_last, *by_first)} - {name.key}
    several = len(candidates) > 1 and name.key == " ".join(words)
    chosen = candidates & roll.titles if several else candidates
    if len(chosen) != 1:
        return ""
    of = next(iter(chosen))
    if len(words) > 1 and words[0] not in PARTICLES and of not in roll.told:
        return ""
    usable = by_last if of not in roll.told else (*by_last, *by_first)
    before = any(roll.known_as(one) == of and one.place < name.place and not one.other for one in usable)
    return of if before else ""


def _may_be_short(name: PersonName, roll: PersonIndex, namesakes: int) -> bool:
    """Whether a name may stand for a longer one: it is not long, no title, and not shared by too many."""
    if name.other or name.generation or name.key in roll.titles or len(name.words[-1]) < _SHORTEST:
        return False
    return not roll.is_ambiguous(name) and (len(name.words) == 1 or namesakes <= MAX_NAMESAKES)


def _ends(name: PersonName, words: tuple[str, ...]) -> bool:
    return len(name.words) > len(words) and name.words[-len(words) :] == words and not name.hyphened
