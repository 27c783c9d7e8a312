"""Read how often something happens as values: "twice a year" is "every six months"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from evals.judges.values import Value
from graph.text.numbers import CARDINAL_VALUES

_UNITS = {
    "hour": ("h", 1),
    "day": ("d", 1),
    "week": ("d", 7),
    "month": ("m", 1),
    "quarter": ("m", 3),
    "year": ("m", 12),
}
_UNIT = "|".join(_UNITS)
_ADVERBS = {
    "hourly": "h1",
    "daily": "d1",
    "nightly": "d1",
    "weekly": "d7",
    "fortnightly": "d14",
    "monthly": "m1",
    "quarterly": "m3",
    "semiannually": "m6",
    "semi-annually": "m6",
    "half-yearly": "m6",
    "yearly": "m12",
    "annually": "m12",
}
_EVERY = re.compile(
    rf"\b(?:once\s+)?(?:every|each)\s+(?:(?P<other>other|second)\s+|(?P<number>\w+)\s+)?(?P<unit>{_UNIT})s?\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?:(?P<once>once|twice)|(?P<number>\w+)\s+times)\s+(?:an?|per|each|every|in\s+a)\s+(?P<unit>{_UNIT})\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(rf"\b(?:{'|'.join(_ADVERBS)})\b", re.IGNORECASE)


def read_frequencies(text: str) -> Iterator[Value]:
    """Yield how often something happens, as the time from one to the next."""
    for match in _TIMES.finditer(text):
        count = {"once": 1, "twice": 2}.get((match["once"] or "").casefold()) or _number(match["number"] or "")
        if count:
            yield _value(match, Fraction(1, count), match["unit"])
    for match in _EVERY.finditer(text):
        count = 2 if match["other"] else _number(match["number"]) if match["number"] else 1
        if count:
            yield _value(match, Fraction(count), match["unit"])
    for match in _ADVERB.finditer(text):
        yield Value(match.start(), match.end(), code=f"every:{_ADVERBS[match.group().casefold()]}")


def _number(word: str) -> int:
    return int(word) if word.isdigit() else CARDINAL_VALUES.get(word.casefold(), 0)


def _value(match: re.Match[str], share: Fraction, unit: str) -> Value:
    kind, size = _UNITS[unit.casefold()]
    return Value(match.start(), match.end(), code=f"every:{kind}{share * size}")
