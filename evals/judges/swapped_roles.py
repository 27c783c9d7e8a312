"""Who does what to whom, by the order of words: "A sued B" is not "B sued A", and it is "B was sued by A"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from evals.judges.degrees import sides_of
from evals.judges.sentences import sentences
from graph.text.verb_forms import verb_key
from graph.text.words import STOP_WORDS

Order = Literal["", "same", "turned", "swapped"]

MAX_WORDS = 40
"""The most words of a sentence whose order is compared."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[.,;:()]")
_CONVERSES = """
beat defeat win outplay / lose
sell / buy purchase acquire
lend / borrow
rent let lease / hire
send give hand pass forward deliver / get receive
teach train / learn
own possess / belong
precede / follow succeed
employ / work
"""
_SYMMETRIC = frozenset(
    verb_key(word)
    for word in "meet marry play equal match border differ share talk speak fight cooperate agree tie draw same "
    "different similar next versus plus well".split()
)
_BE = frozenset("is are was were be been being am get gets got".split())
_AND = frozenset("and or und oder & plus".split())
_BREAKS = frozenset(". , ; : ( ) because that which who when while although though if unless since until so".split())
_PLACE = frozenset("in on at near behind beside during since until inside outside within across along around".split())
_ARTICLES = frozenset("a an the this that these those his her its their our my your der die das den dem des".split())
_NO_WORDS = STOP_WORDS | frozenset(
    "one ones less least much far must may might shall need needs whom us them me dr mr mrs ms herr herrn frau".split()
)
_NEAR = 3
"""Tokens around a verb in which its "is" and "by" stand."""


@dataclass(frozen=True, slots=True)
class _Pivot:
    """A word of a sentence with the words before and after it, and whether it is passive or turned by "less".

    `is_open` means that it may be passive, with nobody who does it.
    """

    base: str
    before: frozenset[str]
    after: frozenset[str]
    agent: frozenset[str]
    passive: bool
    is_open: bool
    less: bool


def _read_converses() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for row, line in enumerate(_CONVERSES.strip().splitlines()):
        for side, words in enumerate(line.split("/")):
            for word in words.split():
                found.setdefault(word, set()).add((row, side))
    return {verb_key(word): frozenset(sides) for word, sides in found.items()}


_SIDES = _read_converses()


@lru_cache(maxsize=4_096)
def compare_order(reference: str, claim: str) -> Order:
    """Say whether a claim has the two parties of a reference around the same word in the same parts, or swapped.

    "turned" if it says the same from the other side: in the passive, or by a verb or comparative such as "lost to" for
    "beat". Empty where no word has two parties in both.
    """
    found: set[Order] = set()
    wanted = [pivot for sentence in sentences(reference) for pivot in _pivots(sentence)]
    given = [pivot for sentence in sentences(claim) for pivot in _pivots(sentence)]
    for one in wanted:
        for other in given:
            found.add(_compare(one, other))
    return next((order for order in ("turned", "same", "swapped") if order in found), "")


def _compare(one: _Pivot, other: _Pivot) -> Order:
    relation = _relation(one.base, other.base)
    if relation < 0:
        return ""
    turned = bool(relation) ^ one.passive ^ other.passive ^ one.less ^ other.less
    subject, object_ = one.before - one.after, one.after - one.before
    before, after = other.before - other.after, other.after - other.before
    if not subject or not object_:
        return ""
    if subject <= after and before and before <= object_:
        return "turned" if turned else "swapped"
    if not (subject <= before and object_ & after):
        return ""
    if not turned:
        return "same"
    if one.is_open or other.is_open:
        return ""
    named = object_ & other.agent if other.passive else object_ if relation or other.less != one.less else one.agent
    return "swapped" if named else ""


def _relation(one: str, other: str) -> int:
    """Return 0 for the same word, 1 for one that looks from the other side, -1 for another word."""
    if one == other:
        return 0
    first, second = _SIDES.get(one, frozenset()), _SIDES.get(other, frozenset())
    if any((row, 1 - side) in second for row, side in first):
        return 1
    if first & second:
        return 0
    degrees, against = sides_of(one), sides_of(other)
    if degrees & against:
        return 0
    return 1 if any(side.other in against for side in degrees) else -1


def _pivots(sentence: str) -> list[_Pivot]:
    """Return the words of a sentence that may stand between two parties: no name, number or item of a list."""
    tokens = [match.group() for match in _TOKEN.finditer(sentence)]
    if len(tokens) > MAX_WORDS:
        return []
    stems = [_base(token) for token in tokens]
    kept = [None if place in _circumstances(tokens) else base for place, base in enumerate(stems)]
    found = []
    for place, token in enumerate(tokens):
        beside = {each.casefold() for each in tokens[max(0, place - 1) : place + 2]}
        if not stems[place] or not token.isalpha() or (token != token.casefold() and place) or beside & _AND:
            continue
        if stems.count(stems[place]) > 1 or verb_key(token.casefold()) in _SYMMETRIC:
            continue
        low, high = _clause(tokens, place)
        found.append(_pivot(tokens, kept, place, (low, high)))
    return found


def _pivot(tokens: Sequence[str], kept: Sequence[str | None], place: int, clause: tuple[int, int]) -> _Pivot:
    low, high = clause
    lowered = [token.casefold() for token in tokens]
    near = lowered[place + 1 : place + 1 + _NEAR]
    after_be = bool(_BE & set(lowered[max(low, place - _NEAR) : place]))
    is_by = after_be and "by" in near
    by = place + 1 + near.index("by") if "by" in near else high
    word = lowered[place]
    return _Pivot(
        _lemma(word),
        _words(kept[low:place]),
        _words(kept[place + 1 : high]),
        _words(kept[by : by + 1 + _NEAR]) if is_by else frozenset(),
        is_by,
        after_be and not is_by and not sides_of(word),
        place > 0 and lowered[place - 1] == "less",
    )


def _clause(tokens: Sequence[str], place: int) -> tuple[int, int]:
    """Return the bounds of the part between two marks or conjunctions that a token stands in."""
    ends = [at for at, token in enumerate(tokens) if token.casefold() in _BREAKS]
    low = max((at + 1 for at in ends if at < place), default=0)
    high = min((at for at in ends if at > place), default=len(tokens))
    return low, high


def _circumstances(tokens: Sequence[str]) -> Collection[int]:
    """Return the places of words that only say where or when: "in May", "in the old office"."""
    found: set[int] = set()
    for place, token in enumerate(tokens):
        if token.casefold() not in _PLACE:
            continue
        at = place + 1
        while at < len(tokens) and tokens[at].casefold() in _ARTICLES:
            at += 1
        first = at
        while at < len(tokens) and _base(tokens[at]) and (at == first or tokens[at][0].islower()):
            found.add(at)
            if not tokens[at][0].islower():
                break
            at += 1
    return found


def _words(stems: Sequence[str | None]) -> frozenset[str]:
    return frozenset(base for base in stems if base)


def _lemma(word: str) -> str:
    return word if sides_of(word) else verb_key(word)


def _base(token: str) -> str:
    """Return the stem of a content word, empty for a small word or mark."""
    word = re.sub(r"['’]s$", "", token.casefold())
    return verb_key(word) if word[:1].isalnum() and word not in _NO_WORDS else ""
