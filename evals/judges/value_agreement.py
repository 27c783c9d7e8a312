"""Compare the values of a short reference with those that an answer claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from evals.judges.forms import forms
from evals.judges.value_reading import read_values
from evals.judges.values import Value, comparable, same_value, with_unit

Agreement = Literal["", "agrees", "lacks", "contradicts", "too much"]

_ALTERNATIVE = re.compile(
    r"\s*(?:,?\s*(?:and|und)|and/or|/|,)\s*(?:the\s+|also\s+)?|[^.,;]{0,40}\b(?:or|oder)\s+(?:\S+\s+){0,2}",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:and|to|bis|[-–—])\s*", re.IGNORECASE)
_PART_OF = re.compile(r"\d\s+(?:out\s+)?of\s+(?:(?:the|all|these)\s+)?$", re.IGNORECASE)
_HAS_PART_OF = re.compile(r"\d\s+(?:out\s+)?of\s", re.IGNORECASE)
_ASKS_LEAST = re.compile(r"\b(?:minimum|at\s+least|smallest\s+permitted)\b", re.IGNORECASE)
_ASKS_MOST = re.compile(r"\b(?:maximum|at\s+most|limit|no\s+more\s+than)\b", re.IGNORECASE)
_PER = re.compile(
    r"\s*(?:[^\W\d_]+\s+)?(?:an?|per|each|every|/)\s*(second|minute|hour|day|night|week|month|quarter|year|person|child|adult)\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\s*(?:to|bis|auf|[:–—-])\s*", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:from|von)\s*", re.IGNORECASE)
_RATIO_OF = re.compile(r"\b(\w+)\s+(?:and|to|und|zu)\s+(?:the\s+)?(\w+)\b", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?:between|from)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ValueFinding:
    """How the values of an answer stand to those of a reference, "" if that has none.

    `wanted` and `given` are the values in question, as they are written.
    """

    agreement: Agreement
    wanted: str = ""
    given: str = ""


def compare_values(question: str, reference: str, claim: str, references: Sequence[str] = ()) -> ValueFinding:
    """Say whether a claim has every value of the reference, lacks one, or has another one in its place.

    Values that the question or another of the references gives need not be repeated, and are no other ones.
    """
    known, bound = read_values(question), _asked_bound(question)
    also = _with_bounds_and_units([value for other in references for value in read_values(other)], bound)
    read = [_with_known_unit(_with_bound(value, bound), also) for value in read_values(reference)]
    if not read:
        return ValueFinding("")
    new = [value for value in read if not _among(value, known)]
    wanted = new or read
    given = _claimed_values(question, known, reference, claim)
    compared = _Compared.of(reference, claim, wanted, given, (*known, *also))
    if contradiction := _find_contradiction(question, compared):
        return contradiction
    if compared.missing:
        return ValueFinding("lacks", _text(reference, compared.missing[0])) if new else ValueFinding("")
    has_alternatives = any(not _holds(value, (*wanted, *known)) for value in also)
    surplus = None if has_alternatives else _surplus(compared)
    return ValueFinding("too much", reference, _text(claim, surplus)) if surplus else ValueFinding("agrees")


@dataclass(frozen=True, slots=True)
class _Compared:
    """A reference and a claim, with the values wanted by the one and given by the other.

    `missing` are the wanted values that are not given, and `others` the given ones that nothing accounts for.
    """

    reference: str
    claim: str
    wanted: Sequence[Value]
    given: Sequence[Value]
    missing: Sequence[Value]
    others: Sequence[Value]

    @staticmethod
    def of(
        reference: str, claim: str, wanted: Sequence[Value], given: Sequence[Value], also: Sequence[Value]
    ) -> _Compared:
        """Compare the values; those that are also right, or asked, are no other ones."""
        missing = [value for value in wanted if not _among(value, given)]
        others = [value for value in given if not _holds(value, (*wanted, *also))]
        return _Compared(reference, claim, wanted, given, missing, others)


def _claimed_values(question: str, known: Sequence[Value], reference: str, claim: str) -> list[Value]:
    """Return the values by which a claim answers, neither an echo of the question nor the whole of a part."""
    return [
        value
        for value in read_values(claim)
        if not (_among(value, known) and _is_echo(question, known, claim, value))
        and not _is_whole(reference, claim, value)
    ]


def _is_whole(reference: str, claim: str, value: Value) -> bool:
    """Whether a claim says "3 of 5" and the value is the 5, where the reference says no such thing."""
    return bool(_PART_OF.search(claim[: value.start])) and not _HAS_PART_OF.search(reference)


def _find_contradiction(question: str, compared: _Compared) -> ValueFinding | None:
    return _find_rival(compared) or _find_reversal(question, compared) or _find_other_rate(compared)


def _find_rival(compared: _Compared) -> ValueFinding | None:
    """Find another value in the place of a missing one."""
    for value in compared.missing:
        rival = next((other for other in compared.others if comparable(value, other)), None)
        if rival:
            return ValueFinding("contradicts", _text(compared.reference, value), _text(compared.claim, rival))
    return None


def _find_reversal(question: str, compared: _Compared) -> ValueFinding | None:
    """Find values in the reverse of the reference's order."""
    turned = _turned_round(question, compared.reference, compared.claim)
    return ValueFinding("contradicts", compared.reference, turned) if turned else None


def _find_other_rate(compared: _Compared) -> ValueFinding | None:
    """Find a wanted amount that is given for another time, person or thing."""
    for value in compared.wanted:
        if rate := _other_rate(compared.reference, value, compared.claim, compared.given):
            return ValueFinding("contradicts", _text(compared.reference, value), rate)
    return None


def _turned_round(question: str, reference: str, claim: str) -> str:
    """Return two values of a claim that go from one to the other, or stand in a ratio, in the reference's reverse."""
    if (asked := _RATIO_OF.search(question)) is not None:
        first, second = (claim.casefold().find(word.casefold()) for word in asked.groups())
        if 0 <= second < first:
            return ""
    wanted = _ordered_pairs(reference)
    for one, other in _ordered_pairs(claim):
        for start, end in wanted:
            if same_value(start, other) and same_value(end, one) and not same_value(start, end):
                return claim[min(one.start, other.start) : max(one.end, other.end)]
    return ""


def _ordered_pairs(text: str) -> list[tuple[Value, Value]]:
    """Return the neighbouring values of a text that are joined by "to" or a colon, the first one first."""
    pairs = []
    for one, after in pairwise(read_values(text)):
        gap = text[one.end : after.start]
        if _UP_TO.fullmatch(gap):
            pairs.append((one, after))
        elif _FROM.fullmatch(gap):
            pairs.append((after, one))
    return pairs


def _other_rate(reference: str, wanted: Value, claim: str, given: Sequence[Value]) -> str:
    """Return a claim's amount that is the wanted one for another time, person or thing: a month instead of a year."""
    each = _rate(reference, wanted)
    same = [value for value in given if same_value(wanted, value)]
    rates = [_rate(claim, value) for value in same]
    return f"{_text(claim, same[0])} a {rates[0]}" if each and rates and all(rates) and each not in rates else ""


def _rate(text: str, value: Value) -> str:
    match = _PER.match(text, value.end)
    return match[1].casefold() if match else ""


def _asked_bound(question: str) -> int:
    """Return -1 if a question asks for the most, 1 if for the least, else 0."""
    least, most = (bool(pattern.search(question)) for pattern in (_ASKS_LEAST, _ASKS_MOST))
    return 0 if least == most else 1 if least else -1


def _with_bounds_and_units(values: Sequence[Value], bound: int) -> list[Value]:
    """Return values with the bound that is asked for, and the units that others of them have with the same number."""
    bounded = [_with_bound(value, bound) for value in values]
    return [_with_known_unit(value, bounded) for value in bounded]


def _with_bound(value: Value, bound: int) -> Value:
    return replace(value, bound=value.bound or bound) if value.numbers else value


def _with_known_unit(value: Value, references: Sequence[Value]) -> Value:
    """Give a bare number the unit that the same number has in another wording: 152 as $152."""
    if value.units or not value.numbers or value.is_date:
        return value
    known = next((one for one in references if one.units and one.numbers & value.numbers), None)
    return value if known is None else with_unit(value, known.units, value.end)


def _is_echo(question: str, known: Sequence[Value], claim: str, value: Value) -> bool:
    """Whether a value of the claim only repeats the question's: the same word stands before it."""
    before = claim[: value.start].split()[-1:]
    return bool(before) and any(
        same_value(one, value) and question[: one.start].casefold().split()[-1:] == [before[0].casefold()]
        for one in known
    )


def _among(value: Value, given: Sequence[Value]) -> bool:
    return any(same_value(value, other) for other in given)


def _holds(given: Value, wanted: Sequence[Value]) -> bool:
    return any(same_value(value, given) or same_value(given, value) for value in wanted)


def _surplus(compared: _Compared) -> Value | None:
    """Return a value given beside a right one: an alternative, or with a unit the other end of a range.

    "Between 3 and 7 characters" is no other answer than 7, and "from 2006 to 2010" none than 2006: people take the
    end that is asked for.
    """
    for one, after in pairwise(compared.given):
        beside = [value for value in (one, after) if value in compared.others]
        if len(beside) != 1 or not any(comparable(value, beside[0]) for value in compared.wanted):
            continue
        if _is_alternative(compared.claim, one, after) or _is_measured_range(compared.claim, one, after):
            return beside[0]
    return None


def _is_alternative(claim: str, one: Value, after: Value) -> bool:
    """Whether a claim leaves open which of two neighbouring values holds; a range from one to the other does not."""
    gap = claim[one.end : after.start]
    return bool(_ALTERNATIVE.fullmatch(gap)) and not _RANGE_BEFORE.search(claim[: one.start])


def _is_measured_range(claim: str, one: Value, after: Value) -> bool:
    """Whether two neighbouring values of a claim, both with units, are the ends of a range."""
    return bool(one.units and after.units and _TO.fullmatch(claim[one.end : after.start]))


def _text(text: str, value: Value) -> str:
    return text[value.start : value.end]


def align_notation(answer: str, references: Sequence[str]) -> str:
    """Return the answer with every value that a reference has, written as it is there: 2,000 m as 2 km."""
    wanted = [(reference, value) for reference in references for value in read_values(reference)]
    parts: list[str] = []
    place = 0
    for value in read_values(answer):
        same = next((_text(text, one) for text, one in wanted if _is_other_notation(one, value)), None)
        parts += [answer[place : value.start], _text(answer, value) if same is None else same]
        place = value.end
    return "".join([*parts, answer[place:]])


def _is_other_notation(one: Value, other: Value) -> bool:
    return bool(one.units) == bool(other.units) and same_value(one, other) and same_value(other, one)


def is_range(reference: str) -> bool:
    """Whether a reference has several values that could stand for each other: the ends of a range, or a choice."""
    pairs = pairwise(value for value in read_values(reference) if not value.is_year)
    return any(comparable(one, other) for one, other in pairs)


def is_value_alone(question: str, reference: str) -> bool:
    """Whether a reference is a value and nothing that the question does not say."""
    rest, place = [], 0
    for value in read_values(reference):
        rest.append(reference[place : value.start])
        place = value.end
    left = frozenset(forms(" ".join([*rest, reference[place:]])))
    return place > 0 and not left - frozenset(forms(question)) - _BESIDE_VALUES


_BESIDE_VALUES = frozenset(
    forms("about approximately around roughly up at least most than more less maximum minimum total")
)
