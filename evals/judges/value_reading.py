"""Read the typed values of a text (`evals.judges.values`), in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from evals.judges.value_codes import (
    read_addresses,
    read_centuries,
    read_clock_lengths,
    read_clocks,
    read_codes,
    read_day_ranges,
    read_spoken_clocks,
    read_versions,
    read_weekdays,
)
from evals.judges.value_dates import read_dates
from evals.judges.value_frequencies import read_frequencies
from evals.judges.value_numbers import read_article_units, read_fractions, read_none, read_numbers, read_spelled
from evals.judges.values import Value, with_unit
from rag.answer.claims.figures import read_bound, says_about

_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "’": "'"})
_FALLEN = re.compile(
    r"\b(?:(?:decreas|declin|reduc)\w*|drop(?:ped)?|fell|fall|loss|lost|minus|negative|down)\s+(?:of\s+|by\s+)?(?:about\s+)?$",
    re.IGNORECASE,
)
_TIME_BOUND = re.compile(
    r"\b(?:(?P<until>(?:no|not)\s+later\s+than|(?:no|not)\s+after|before|by|until|till|prior\s+to)"
    r"|(?:no|not)\s+(?:earlier\s+than|before)|after|since)\s+(?:the\s+|about\s+)?$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:[-–—/,]|to|or|and|and/or|bis|und|oder)?\s*", re.IGNORECASE)
_COMPOSED = re.compile(r"\s*(?:,|and|,\s*and)?\s*", re.IGNORECASE)


_READERS: tuple[Callable[[str], Iterator[Value]], ...] = (
    read_dates,
    read_addresses,
    read_day_ranges,
    read_frequencies,
    read_centuries,
    read_clock_lengths,
    read_spoken_clocks,
    read_clocks,
    read_versions,
    read_article_units,
    read_fractions,
    read_numbers,
    read_codes,
    read_spelled,
    read_none,
    read_weekdays,
)
"""In order: what one has read, the next ones leave."""


@lru_cache(maxsize=4_096)
def read_values(text: str) -> tuple[Value, ...]:
    """Return the values of a text in order; none overlaps another."""
    plain = text.translate(_PLAIN)
    found: list[Value] = []
    for read in _READERS:
        for value in read(plain):
            if not any(_overlap(value, other) for other in found):
                found.append(value)
    found.sort(key=lambda value: value.start)
    return tuple(_qualified(plain, value) for value in _composed(plain, _coordinated(plain, found)))


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end


def _qualified(text: str, value: Value) -> Value:
    """Set what is said around an amount: at most, at least, about, or that it is a decrease."""
    if value.days or value.code.startswith("clock:"):
        return replace(value, bound=_time_bound(text[: value.start]))
    if not value.numbers or value.ordinal:
        return value
    if _FALLEN.search(text[: value.start]):
        value = replace(value, numbers=value.numbers | {-number for number in value.numbers})
    bound = read_bound(text, value.start, value.end)
    return replace(value, bound=bound, about=says_about(text, value.start))


def _time_bound(before: str) -> int:
    """Return -1 before a time that something must not pass, 1 before one from which it holds, else 0."""
    match = _TIME_BOUND.search(before)
    return 0 if match is None else -1 if match["until"] else 1


def _coordinated(text: str, found: list[Value]) -> list[Value]:
    """Give a number the unit of the next one if they share it: 75 or 82 euros."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        bare = one.numbers and not one.units and not one.ordinal and not one.code
        gap = text[one.end : after.start]
        if bare and after.units and gap.strip() and _JOINED.fullmatch(gap) and not (one.is_year and len(gap) > 1):
            found[place] = with_unit(one, after.units, one.end)
    return found


def _composed(text: str, found: list[Value]) -> list[Value]:
    """Add up what is one amount in two units: 2 hours 30 minutes."""
    joined: list[Value] = []
    for value in found:
        last = joined[-1] if joined else None
        if last is not None and _COMPOSED.fullmatch(text[last.end : value.start]) and (sum_ := _sum(last, value)):
            joined[-1] = sum_
        else:
            joined.append(value)
    return joined


def _sum(one: Value, other: Value) -> Value | None:
    if len(one.units) != 1 or len(other.units) != 1 or len(one.numbers) != 1 or len(other.numbers) != 1:
        return None
    larger, smaller = one.units[0], other.units[0]
    if larger.quantity != smaller.quantity or larger.factor <= smaller.factor or larger.offset:
        return None
    rest = next(iter(other.numbers)) * smaller.factor / larger.factor
    if rest >= 1:
        return None
    return replace(one, numbers=frozenset({next(iter(one.numbers)) + rest}), end=other.end)
