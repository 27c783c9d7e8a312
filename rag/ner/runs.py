"""Runs of capitalized words: where a name begins in a text, and how far it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.blocks import CELL_SEPARATOR
from graph.text.names import NAME_PARTICLES, is_capitalized
from graph.text.units import CURRENCY_CODES
from graph.text.words import STOP_WORDS
from rag.ner.opening import OPENING_WORDS

# A word, with inner apostrophes, hyphens, underscores, versions and full stops of initials; the first letter decides if
# it is a name's.
TOKEN_PATTERN = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|[^\W_]+(?:(?:[-'’&]|_+)[^\W_]+|(?<=\d)\.(?:\d[^\W_]*|x\b)|(?<=[A-Za-z])\.(?:ai|com|edu|gov|io|js|net|org)\b)*"
    r"(?:(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|St|Jr|Sr))\.|(?<=\bMrs)\.)?"
)
"""As a regular expression."""
# Words that alone are no names wherever they stand.
NEVER_NAMES = frozenset(
    "actually anyway hm hmm mhm mm mm-hmm neither oh ok okay something uh uh-huh um yeah yep".split()
)
"""In lower case."""

_JOINS = NAME_PARTICLES | frozenset("ten ter zu zum af av ibn d".split())
# What parts names: anything but blanks, and the blanks between columns.
_BREAK = re.compile(r"[^ \u00a0]|[ \u00a0]{3}")
_AND = re.compile(r"[ \u00a0]?&[ \u00a0]")
# A number after a name that is part of it, and units and currencies that make it an amount.
_VERSION = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:\d{1,4}|x))*")
_UNIT = re.compile(
    r"[ \u00a0]?(?:%|°|(?:[kKMG]?B|[mck]?[mgl]|cl|min|h|s|pm|am|percent"
    r"|(?:minute|hour|day|week|month|year|euro|piece|dollar|second|pound|metre|meter|page|line|byte|time)s?)\b)"
)
_LABEL = re.compile(r"[^\W\d_][^\n:.]{0,40}:(?!\S)")
_LONGEST = 12
_WRAPPED = 50
# iPhone, e-Manual.
_SMALL_INITIAL = re.compile(r"[a-z]{1,2}-?[A-Z]\w+")
# Telephone numbers, glued to a word or not.
_NUMBERS = re.compile(r"\d[\d-]{6}")
_COUNTED = frozenset(
    "Amendment Avenue Battalion Century Circuit Congress District Division Floor Regiment Street".split()
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_OF_PERSONS = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr.".split())
_PARTNERS = frozenset("Associates Co Company Partners Sons".split())
# What begins an address.
_IN_ADDRESS = frozenset("Apartment Flat Suite Unit".split())


@dataclass(frozen=True, slots=True)
class NameToken:
    """A word of a text."""

    start: int
    end: int
    word: str


def begins_name(token: str) -> bool:
    """Return whether a word may begin a name."""
    return (is_capitalized(token) and not _NUMBERS.match(token)) or bool(_SMALL_INITIAL.fullmatch(token))


def begins_run(text: str, tokens: Sequence[NameToken]) -> bool:
    """Return whether a run begins with the first of these words."""
    if begins_name(tokens[0].word):
        return True
    # 125th Street, but 5th [Earl of Kent]
    is_followed = len(tokens) > 1 and tokens[1].word in _COUNTED and not _is_broken(text, tokens[0].end, tokens[1])
    return is_followed and _ORDINAL.fullmatch(tokens[0].word) is not None


def last_of_run(text: str, tokens: Sequence[NameToken], first: int) -> int:
    """Return the last token of the run of capitalized words, joined by small words, that begins at `first`."""
    last = first
    while last + 1 < len(tokens) and last - first < _LONGEST:
        step = last + 1
        while (
            step < len(tokens)
            and step - last <= 2
            and tokens[step].word in _JOINS
            and not _is_broken(text, tokens[step - 1].end, tokens[step])
            and not (tokens[last].word[-1].isdigit() and tokens[last].word[0].isdigit())
            and not (tokens[step].word == "of" and tokens[first].word in _OF_PERSONS)
        ):
            step += 1
        if step >= len(tokens):
            break
        if _is_broken(text, tokens[step - 1].end, tokens[step]) and not _is_partner(text, tokens, first, step):
            break
        if not (_goes_on(tokens, step) or (step == last + 1 and _is_version(text, *tokens[last : step + 1]))):
            break
        last = step
    return last


def _goes_on(tokens: Sequence[NameToken], place: int) -> bool:
    """Return whether a word goes on with the name before it, as no identifier and no address does."""
    word, after = tokens[place].word, tokens[place + 1 : place + 2]
    begins_address = word in _IN_ADDRESS and after and after[0].word[0].isdigit()
    is_hexadecimal = word.startswith(("0x", "0X"))
    return (
        begins_name(word)
        and not begins_address
        and not is_hexadecimal
        and "_" not in word
        and "_" not in tokens[place - 1].word
    )


def _is_partner(text: str, tokens: Sequence[NameToken], first: int, place: int) -> bool:
    """Return whether a word goes on with a name after "&": Marlow & Petrie, but Ada Marlow & Tom Petrie are two."""
    if not _AND.fullmatch(text, tokens[place - 1].end, tokens[place].start):
        return False
    return place == first + 1 or tokens[place].word in _PARTNERS or any(t.word in _JOINS for t in tokens[first:place])


def _is_version(text: str, before: NameToken, token: NameToken) -> bool:
    """Return whether a number is part of the name before it, and no amount."""
    is_amount = before.word in CURRENCY_CODES or _UNIT.match(text, token.end)
    return not is_amount and "_" not in before.word and _VERSION.fullmatch(token.word) is not None


def _is_broken(text: str, end: int, token: NameToken) -> bool:
    """Return whether more than blanks parts two words, or the end of a line that is not just full or ends there.

    It ends there where the next one begins with who speaks.
    """
    between = text[end : token.start]
    if between.strip(" \u00a0") == "\n":
        line = text.rfind("\n", 0, end) + 1
        is_full = end - line >= _WRAPPED and CELL_SEPARATOR not in text[line:end]
        begins_turn = _LABEL.match(text, token.start) is not None
        return not is_full or begins_turn or is_small(token.word, True) or is_acronym(token.word)
    return bool(_BREAK.search(between))


def is_small(token: str, opens: bool) -> bool:
    """Return whether a word is none of a name; more are where a sentence opens."""
    folded = token.casefold()
    is_word = folded in STOP_WORDS or (opens and (folded in OPENING_WORDS or folded in NEVER_NAMES))
    return is_word and not is_acronym(token)


def is_acronym(token: str) -> bool:
    """Return whether a word has several capitals or a digit."""
    return sum(c.isupper() for c in token) > 1 or any(c.isdigit() for c in token)
