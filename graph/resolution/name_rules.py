"""Rules by which two names may be of one thing, each with a score and a reason of one line.

The scores put the surest rule first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from graph.text.name_parts import (
    GENERATIONS,
    HONORIFICS,
    LEGAL_FORMS,
    NICKNAMES,
    NOT_OF_PEOPLE,
    WRITTEN_OUT,
    is_acronym_of,
)
from graph.text.names import name_key
from graph.text.numbers import ORDINAL_VALUES
from graph.text.spelling import edit_distance
from graph.text.words import STOP_WORDS

SPELLED_SCORE = 0.95
ACRONYM_SCORES = {2: 0.5, 3: 0.75}
LONG_ACRONYM_SCORE = 0.85
INITIALS_SCORE = 0.8
GIVEN_NAMES_SCORE = 0.75
MISSPELT_SCORE = 0.7
PLACE_SCORE = 0.7

MIN_MISSPELT_CHARS = 7
"""A shorter name with another letter is another name."""

MIN_SHORT_GIVEN_CHARS = 2
"""Letters of a first name that begins a longer one: Ed, Edward."""

MAX_PERSON_WORDS = 5
MAX_ABBREVIATION_CHARS = 5

_HONORIFICS = HONORIFICS | {"brigadier", "commander", "sheikh"}
_NOT_OF_PEOPLE = (STOP_WORDS | NOT_OF_PEOPLE) - _HONORIFICS
_AFTER_NAMES = frozenset("cbe kbe mbe md obe pc phd qc".split())
_SAME_LEGAL_FORM = {"incorporated": "inc", "limited": "ltd", "corporation": "corp", "company": "co"}
_LEGAL_FORMS = LEGAL_FORMS | _SAME_LEGAL_FORM.keys() | set("asa llp lp oyj pte pvt sarl srl".split())
_ROMAN = re.compile(r"(?=[ivx])x?(?:ix|iv|v?i{0,3})")
_ABBREVIATION = re.compile(r"(?<!\w)[A-Z]{3,}(?!\w)")
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?=\s+\w)")
_LOWER = re.compile(r"(?<![\w'’.-])[a-z]\w*")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """That two names may be of one thing: how sure in 0..1, and why.

    A sentence that has both names speaks against it, unless it `may_name_both`: IBM, International Business Machines.
    """

    score: float
    reason: str
    may_name_both: bool = True


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name with the words of its key, and those that stay when spelling varies; a name `has_common_words` or not."""

    text: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    legal: str
    has_common_words: bool = False

    @staticmethod
    def of(text: str, common_words: Set[str] = frozenset()) -> NameForm:
        """Analyse a name; `common_words` are in lower case."""
        text = " ".join(text.split())
        written = _POSSESSIVE.sub("", text.replace("&", " and "))
        words = tuple(name_key(written).split())
        plain, legal = name_key(_INITIALS.sub(_parted, written)).split(), ""
        if not _NOT_OF_PEOPLE.intersection(plain):
            while len(plain) > 2 and plain[0] in _HONORIFICS:
                del plain[0]
            while len(plain) > 2 and plain[-1] in _AFTER_NAMES:
                del plain[-1]
        while len(plain) > 1 and plain[-1] in _LEGAL_FORMS:
            legal = _SAME_LEGAL_FORM.get(plain[-1], plain[-1])
            del plain[-1]
        if len(plain) > 1:
            plain[0] = WRITTEN_OUT.get(plain[0], plain[0])
        is_common = any(len(word) > 1 and word in common_words for word in plain)
        return NameForm(text, words, tuple(word for word in plain if word != "and"), legal, is_common)

    def is_part_of(self, other: NameForm) -> bool:
        """Whether it is one word of a longer name, as a surname is."""
        return len(self.words) == 1 < len(other.words) and self.words[0] in other.words

    @property
    def joined(self) -> str:
        """The words without what may stand between them."""
        return "".join(self.plain)

    @property
    def is_acronym(self) -> bool:
        """Whether it is one word of two capitals or more and no small letters."""
        letters = self.text.replace(".", "")
        return len(self.words) == 1 and letters.isupper() and letters.isalnum() and len(letters) > 1

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is one short word with several capitals: BUs."""
        short = len(self.words) == 1 and len(self.words[0]) <= MAX_ABBREVIATION_CHARS
        return short and sum(map(str.isupper, self.text)) > 1

    @property
    def may_be_person(self) -> bool:
        """Whether it may be first names with a surname."""
        words = self.plain
        return (
            1 < len(words) <= MAX_PERSON_WORDS
            and not (self.legal or self.has_common_words)
            and all(word.isalpha() for word in words)
            and not any(len(word) > 1 and word in STOP_WORDS for word in words)
            and not NOT_OF_PEOPLE.intersection(words)
            and (self.text.isupper() or not _ABBREVIATION.search(self.text))
            and not _LOWER.search(self.text)
            and not self.text.startswith("The ")
        )


def _parted(initials: re.Match[str]) -> str:
    return initials.group().replace(".", ". ")


def match_names(first: NameForm, second: NameForm) -> NameMatch | None:
    """Return why two names may be of one thing, by the surest rule, whichever is the first; None if no rule says so."""
    first, second = sorted((first, second), key=lambda name: name.text)
    for short, long in ((first, second), (second, first)):
        if short.is_acronym and len(long.words) > 1 and is_acronym_of(short.text, long.words):
            score = ACRONYM_SCORES.get(len(short.words[0]), LONG_ACRONYM_SCORE)
            return NameMatch(score, f"{short.text} is the initials of {long.text}")
    if _numbers(first) != _numbers(second):
        return None
    for rule in (_match_spelling, _match_people, _match_misspelt, _match_place):
        if (match := rule(first, second)) is not None:
            return match
    return None


def _numbers(name: NameForm) -> frozenset[str]:
    """Return what numbers a name: digits, ordinals, Roman numerals and generations."""
    return frozenset(
        word
        for place, word in enumerate(name.words)
        if any(letter.isdigit() for letter in word)
        or word in ORDINAL_VALUES
        or (place and (word in GENERATIONS or _ROMAN.fullmatch(word)))
    )


def _match_spelling(first: NameForm, second: NameForm) -> NameMatch | None:
    if first.joined != second.joined or (first.legal and second.legal and first.legal != second.legal):
        return None
    if first.words == second.words:
        alike = first.is_abbreviation == second.is_abbreviation
        return NameMatch(SPELLED_SCORE, f"both are called {min(first.text, second.text)}") if alike else None
    differ = "legal form" if first.legal != second.legal else "punctuation, a title or a common abbreviation"
    return NameMatch(SPELLED_SCORE, f"{first.text} and {second.text} differ only in {differ}")


def _match_people(first: NameForm, second: NameForm) -> NameMatch | None:
    if not (first.may_be_person and second.may_be_person) or first.plain[-1] != second.plain[-1]:
        return None
    short, long = sorted((first, second), key=lambda name: (len(name.plain), len(name.joined), name.text))
    given, others = _given(short), _given(long)
    if not given or not others or not _agree(given, others):
        return None
    if any(len(word) == 1 for word in (given[0], others[0])):
        return NameMatch(
            INITIALS_SCORE, f"{short.text} may be short for {long.text}: same surname, same initials", False
        )
    return NameMatch(
        GIVEN_NAMES_SCORE, f"{short.text} may be short for {long.text}: same surname, like first names", False
    )


def _given(name: NameForm) -> tuple[str, ...]:
    """Return the first names."""
    return tuple(word for word in name.plain[:-1] if word not in GENERATIONS)


def _agree(given: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the first names stand among the longer ones in their order; a first initial must be that of the first."""
    rest = iter(others)
    if len(given[0]) == 1 and not others[0].startswith(given[0]):
        return False
    return all(any(_alike(word, other) for other in rest) for word in given)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short)
    return (
        short == long
        or NICKNAMES.get(short) == long
        or NICKNAMES.get(long) == short
        or (len(short) >= MIN_SHORT_GIVEN_CHARS and long.startswith(short))
    )


def _match_misspelt(first: NameForm, second: NameForm) -> NameMatch | None:
    if min(len(first.joined), len(second.joined)) < MIN_MISSPELT_CHARS or first.legal != second.legal:
        return None
    if first.has_common_words and second.has_common_words:
        return None
    if len(first.plain) != len(second.plain) or edit_distance(first.joined, second.joined) != 1:
        return None
    apart = [(one, other) for one, other in zip(first.plain, second.plain, strict=True) if one != other]
    if len(apart) != 1 or not _is_slip(*apart[0]):
        return None
    return NameMatch(MISSPELT_SCORE, f"{first.text} and {second.text} differ in one letter", False)


def _is_slip(one: str, other: str) -> bool:
    """Whether a letter that is wrong, missing or swapped makes no other word: not the first, no ending."""
    short, long = sorted((one, other), key=len)
    return len(short) >= MIN_MISSPELT_CHARS - 2 and short[0] == long[0] and not long.startswith(short)


def _match_place(first: NameForm, second: NameForm) -> NameMatch | None:
    for short, long in ((first, second), (second, first)):
        head, _, tail = long.text.partition(", ")
        lies = tail[:1].isupper() and not long.legal and not STOP_WORDS.intersection(name_key(tail).split())
        if lies and "," not in short.text and NameForm.of(head).words == short.words:
            return NameMatch(PLACE_SCORE, f"{long.text} says where {short.text} lies")
    return None


def blocking_keys(name: NameForm) -> Iterator[str]:
    """Yield keys of which two names that match share one."""
    yield f"spelled {name.joined}"
    if ", " in name.text:
        yield f"spelled {NameForm.of(name.text.partition(', ')[0]).joined}"
    if name.is_acronym:
        yield f"initials {name.words[0]}"
    elif len(name.words) > 1:
        yield f"initials {''.join(word[0] for word in name.words)}"
        yield f"initials {''.join(word[0] for word in name.words if word not in STOP_WORDS)}"
    if name.may_be_person:
        for word in name.plain[:-1]:
            yield f"surname {name.plain[-1]} {NICKNAMES.get(word, word)[0]}"
    if len(name.joined) >= MIN_MISSPELT_CHARS:
        for place in range(1, len(name.joined)):
            yield f"spelled {name.joined[:place]}{name.joined[place + 1 :]}"
