"""Rules by which two names may be of one thing, each with a score and a reason of one line.

The scores put the surest rule first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.resolution.name_form import NameForm
from graph.text.name_parts import GENERATIONS, NICKNAMES, is_acronym_of
from graph.text.names import name_key
from graph.text.spelling import edit_distance
from graph.text.words import STOP_WORDS, strip_plural

SPELLED_SCORE = 0.95
COMMON_WORDS_SCORE = 0.75
COMMON_WORD_SCORE = 0.6
ACRONYM_SCORES = {2: 0.5, 3: 0.8}
LONG_ACRONYM_SCORE = 0.9
INITIALS_SCORE = 0.8
PLURAL_ACRONYM_SCORE = 0.85
GIVEN_NAMES_SCORE = 0.75
PLURAL_SCORE = 0.75
MISSPELT_SCORE = 0.75
PLACE_SCORE = 0.75

_DIGITS = re.compile(r"\d+")

MIN_MISSPELT_CHARS = 7
"""A shorter name with another letter is another name."""

MIN_SHORT_GIVEN_CHARS = 2
"""Letters of a first name that begins a longer one: Ed, Edward."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """That two names may be of one thing: how sure in 0..1, and why.

    A sentence that has both names speaks against it, unless it `may_name_both`: IBM, International Business Machines.
    """

    score: float
    reason: str
    may_name_both: bool = True


def match_names(first: NameForm, second: NameForm) -> NameMatch | None:
    """Return why two names may be of one thing, by the surest rule, whichever is the first; None if no rule says so."""
    first, second = sorted((first, second), key=lambda name: name.text)
    for short, long in ((first, second), (second, first)):
        if short.is_acronym and len(long.words) > 1 and _is_short_for(short, long):
            score = ACRONYM_SCORES.get(len(short.words[0]), LONG_ACRONYM_SCORE)
            return NameMatch(score, f"{short.text} is the initials of {long.text}")
    if (match := _match_spelling(first, second)) is not None:
        return match
    if first.numbers != second.numbers:
        return None
    for rule in (_match_plural, _match_people, _match_misspelt, _match_place):
        if (match := rule(first, second)) is not None:
            return match
    return None


def _is_short_for(short: NameForm, long: NameForm) -> bool:
    """Whether an acronym is the initials of a longer name; a number in it must be a word of that."""
    return is_acronym_of(short.text, long.words) and set(_DIGITS.findall(short.text)) <= set(long.words)


def _match_spelling(first: NameForm, second: NameForm) -> NameMatch | None:
    if first.joined != second.joined or (first.legal and second.legal and first.legal != second.legal):
        return None
    if _DIGITS.findall(" ".join(first.plain)) != _DIGITS.findall(" ".join(second.plain)):
        return None
    score = SPELLED_SCORE
    if first.is_common and second.is_common:
        score = COMMON_WORDS_SCORE if len(first.plain) > 1 else COMMON_WORD_SCORE
    if first.words == second.words:
        alike = first.is_abbreviation == second.is_abbreviation
        return NameMatch(score, f"both are called {min(first.text, second.text)}") if alike else None
    differ = "legal form" if first.legal != second.legal else "punctuation, a title or a common abbreviation"
    return NameMatch(score, f"{first.text} and {second.text} differ only in {differ}")


def _match_plural(first: NameForm, second: NameForm) -> NameMatch | None:
    """Match an acronym or a name of several words with its plural; a plural of one word is another thing too often."""
    short, long = sorted((first, second), key=lambda name: len(name.text))
    if short.is_acronym and long.text in (f"{short.text}s", f"{short.text}’s", f"{short.text}'s"):
        return NameMatch(PLURAL_ACRONYM_SCORE, f"{long.text} is the plural of {short.text}")
    if len(short.plain) == 1 or short.plain[:-1] != long.plain[:-1] or short.plain == long.plain:
        return None
    if strip_plural(long.plain[-1]) != short.plain[-1]:
        return None
    return NameMatch(PLURAL_SCORE, f"{long.text} is the plural of {short.text}")


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
    if len(first.plain) != len(second.plain) or (first.has_common_words and second.has_common_words):
        return None
    if abs(len(first.joined) - len(second.joined)) > 1 or edit_distance(first.joined, second.joined) != 1:
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
        yield f"spelled {name.joined}s"
    elif len(name.words) > 1:
        yield f"initials {''.join(word[0] for word in name.words)}"
        yield f"initials {''.join(word[0] for word in name.words if word not in STOP_WORDS)}"
    if name.may_be_person:
        for word in name.plain[:-1]:
            yield f"surname {name.plain[-1]} {NICKNAMES.get(word, word)[0]}"
    if len(name.plain) > 1 and (single := strip_plural(name.plain[-1])) != name.plain[-1]:
        yield f"spelled {''.join(name.plain[:-1])}{single}"
    length = len(name.joined)
    if length >= MIN_MISSPELT_CHARS - 1:  # one slip leaves the first half as it is, or the last
        for half in (length // 2, (length - 1) // 2):
            yield f"begins {len(name.plain)} {name.joined[:half]}"
            yield f"ends {len(name.plain)} {name.joined[-half:]}"
