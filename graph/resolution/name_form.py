"""A name taken apart to be compared with another: what stays when spelling varies, and what kind of name it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from graph.text.name_parts import GENERATIONS, HONORIFICS, LEGAL_FORMS, NOT_OF_PEOPLE, WRITTEN_OUT
from graph.text.names import name_key
from graph.text.numbers import ORDINAL_VALUES
from graph.text.words import STOP_WORDS

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
class NameForm:
    """A name with the words of its key, and the `plain` ones that stay when spelling varies, also `joined`.

    `legal` is its legal form and `numbers` what numbers it: digits, ordinals, Roman numerals and generations. An
    acronym is one word of capitals, and an abbreviation a short one with several: BUs. A name `is_common` if all its
    words also stand in small letters.
    """

    text: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    joined: str
    legal: str
    numbers: frozenset[str]
    is_acronym: bool
    is_abbreviation: bool
    has_common_words: bool
    is_common: bool
    may_be_person: bool

    @staticmethod
    def of(text: str, common_words: Set[str] = frozenset()) -> NameForm:
        """Analyse a name; `common_words` are in lower case."""
        text = " ".join(text.split())
        written = _POSSESSIVE.sub("", text.replace("&", " and "))
        words = tuple(name_key(written).split())
        plain, legal = _without_variants(name_key(_INITIALS.sub(_parted, written)).split())
        letters = text.replace(".", "")
        common = [word in common_words for word in plain if len(word) > 1]
        is_short = len(words) == 1 and len(words[0]) <= MAX_ABBREVIATION_CHARS
        return NameForm(
            text=text,
            words=words,
            plain=plain,
            joined="".join(plain),
            legal=legal,
            numbers=_numbers(words),
            is_acronym=len(words) == 1 and letters.isupper() and letters.isalnum() and len(letters) > 1,
            is_abbreviation=is_short and sum(map(str.isupper, text)) > 1,
            has_common_words=any(common),
            is_common=bool(common) and all(common),
            may_be_person=not (legal or any(common)) and _may_be_person(text, plain),
        )

    def is_part_of(self, other: NameForm) -> bool:
        """Whether it is one word of a longer name, as a surname is."""
        return len(self.words) == 1 < len(other.words) and self.words[0] in other.words


def _without_variants(plain: list[str]) -> tuple[tuple[str, ...], str]:
    """Return the words without those around a name that may be missing, and its legal form, empty if there is none."""
    legal = ""
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
    return tuple(word for word in plain if word != "and"), legal


def _parted(initials: re.Match[str]) -> str:
    return initials.group().replace(".", ". ")


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(
        word
        for place, word in enumerate(words)
        if any(letter.isdigit() for letter in word)
        or word in ORDINAL_VALUES
        or (place and (word in GENERATIONS or _ROMAN.fullmatch(word)))
    )


def _may_be_person(text: str, words: Sequence[str]) -> bool:
    """Whether a name may be first names with a surname."""
    return (
        1 < len(words) <= MAX_PERSON_WORDS
        and all(word.isalpha() for word in words)
        and not any(len(word) > 1 and word in STOP_WORDS for word in words)
        and not NOT_OF_PEOPLE.intersection(words)
        and (text.isupper() or not _ABBREVIATION.search(text))
        and not _LOWER.search(text)
        and not text.startswith("The ")
    )
