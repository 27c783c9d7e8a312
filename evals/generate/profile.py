"""Profiles of names, from their defining sentence: "X is an Australian rock band formed in 1997"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from evals.generate.checks.grammar import is_participle, is_person_head
from evals.generate.clause import Clause
from graph.text.names import name_key, strip_disambiguation
from graph.text.words import words

DETERMINED = re.compile(r"^(?P<determiner>an?|the|our) (?P<noun>.+)$")
PREPOSITIONS = frozenset(
    "of in at on by for from with to about between near under over through during within without into as against "
    "inside outside along around after before via across".split()
)
SPOKEN_NAME = re.compile(r"(?:the )?[A-Z\"“].* ")
STOPS = PREPOSITIONS | frozenset("that which who whose whom where when and or but is was are were".split())
EMPTY_HEADS = frozenset(
    "member part one name type kind form set collection list group series number variety term word case person thing "
    "species genus result piece pair example combination fan native graduate former type line".split()
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A name's kind in the words of its passage; `tail` is the text after the kind.

    `kind` "Australian rock band", `head` "band", `tail` "formed in 1997".
    """

    kind: str
    head: str
    tail: str
    person: bool
    definite: bool
    clause: Clause


class NameProfiles:
    """The profiles of the corpus's names, and which names are people's."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.profiles: dict[str, Profile] = {}
        self._people: dict[str, str] = {}
        for clause in clauses:
            if clause.human:
                self._people.setdefault(clause.key, clause.name)
            if clause.verb in ("is", "was") and not (clause.owner or clause.common) and clause.key not in self.profiles:
                profile = profile_of(clause)
                if profile:
                    self.profiles[clause.key] = profile

    def profile(self, key: str) -> Profile | None:
        """Return the profile of a name, from the first sentence that defines it; None if there is none."""
        return self.profiles.get(key)

    def elsewhere(self, key: str) -> Profile | None:
        """Return the profile of a name that another passage mentions.

        None for a title disambiguated by brackets, and for a person's noun without further evidence of a person
        (a "producer" may be a country).
        """
        profile = self.profiles.get(key)
        if profile is None or is_homonym(profile.clause):
            return None
        titled = name_key(profile.clause.passage.title) == key
        return profile if titled or not profile.person or key in self._people else None

    def groups(self) -> dict[str, list[str]]:
        """Group names that the same questions fit: people together, other names by the head noun of their kind."""
        found: dict[str, dict[str, str]] = {"person": dict(self._people)}
        for key, profile in self.profiles.items():
            if profile.clause.named:
                found.setdefault(self.sort(key), {})[key] = profile.clause.name
        return {sort: [name for name in names.values() if SPOKEN_NAME.match(name)] for sort, names in found.items()}

    def sort(self, key: str) -> str:
        """Return the group of a name; empty if it has none."""
        profile = self.profiles.get(key)
        return "person" if self.is_person(key) else profile.head if profile else ""

    def is_person(self, key: str) -> bool:
        """Whether a sentence refers to the name as he or she, or gives it a person's profession."""
        profile = self.profiles.get(key)
        return key in self._people or (profile is not None and profile.person)


def namesakes(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return the keys of names that two documents define as different things, and that are no document's title.

    "Li Wei is the treasurer of Harbour Steel" and "Li Wei is the treasurer of Sunfield Foods" are two people.
    """
    told: dict[str, dict[tuple[str, str], Profile]] = {}
    titled: set[str] = set()
    for clause in clauses:
        passage = clause.passage
        titled.add(name_key(strip_disambiguation(passage.title)))
        profile = None if clause.owner or clause.common or not clause.named else profile_of(clause)
        if profile and clause.verb in ("is", "was"):
            told.setdefault(clause.key, {}).setdefault((passage.source, passage.title), profile)
    return frozenset(
        key
        for key, profiles in told.items()
        if key not in titled and any(_differ(one, other) for one, other in combinations(profiles.values(), 2))
    )


def _differ(one: Profile, other: Profile) -> bool:
    """Whether two definitions have different nouns, or go on with other words."""
    own, their = set(words(one.tail)), set(words(other.tail))
    return one.head != other.head or bool(own and their and not own & their)


def is_homonym(clause: Clause) -> bool:
    """Whether the title that names the subject is disambiguated by brackets, such as "Chicago (2002 film)"."""
    title = clause.passage.title
    return strip_disambiguation(title) != title and name_key(strip_disambiguation(title)) == clause.key


def resolve_definite_subjects(clauses: Iterable[Clause], known: NameProfiles) -> Iterator[Clause]:
    """Resolve subjects such as "the film" to the title's name if the title's kind is "film" in that document."""
    for clause in clauses:
        title = strip_disambiguation(clause.passage.title)
        profile = known.profile(name_key(title)) if clause.common and title else None
        own = profile is not None and profile.clause.passage.document_id == clause.passage.document_id
        if profile and own and clause.name == f"the {profile.head}":
            clause = replace(clause, name=profile.clause.name, key=profile.clause.key, named=False, common=False)
        yield clause


def profile_of(clause: Clause) -> Profile | None:
    """Extract the profile from a definition ("X is a …"); None if the clause is not one."""
    match = DETERMINED.match(clause.rest)
    if not match:
        return None
    tokens = match["noun"].split()
    end = 0
    while end < len(tokens) and not _ends_kind(tokens, end):
        end += 1
        if tokens[end - 1].endswith((",", ";")):
            break
    kind = " ".join(tokens[:end]).rstrip(",;")
    head = kind.split()[-1] if kind else ""
    if not 1 <= end <= 6 or head.casefold() in EMPTY_HEADS or not head.isalpha() or not head.islower():
        return None
    person = is_person_head(head)
    if not person and not _complete(tokens, end):
        return None
    tail = " ".join(tokens[end:])
    return Profile(kind, head, tail, person, match["determiner"] in ("the", "our"), clause)


def _complete(tokens: list[str], end: int) -> bool:
    """Whether the kind includes its noun and is not cut short ("a small, old city", "a rap and rock group")."""
    after = tokens[end] if end < len(tokens) else ""
    if tokens[end - 1].endswith(","):
        return after in ("which", "who", "that", "where", "and", "with", "in", "located")
    return after not in ("and", "or") and not tokens[end - 1].endswith("est")


def _ends_kind(tokens: list[str], place: int) -> bool:
    token = tokens[place]
    if token in STOPS or token.startswith(("(", '"', "“")):
        return True
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    follows = after in PREPOSITIONS or after in ("and", "exclusively", "primarily", "mainly")
    return place > 0 and follows and (is_participle(token) or token.endswith("ing"))
