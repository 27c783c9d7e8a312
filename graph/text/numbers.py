"""Numbers as they are written: the English words for them, in order of their value, and the notations of digits."""

from __future__ import annotations

import re

GROUP_SPACES = "\u00a0\u202f\u2009 "
"""Spaces that group the digits of a number: 1 200."""

MAX_NUMBER_CHARS = 30
"""The most characters of a number; a longer run of digits is an identifier."""

CARDINALS = tuple(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()
)
"""From zero to nineteen."""

ORDINALS = tuple(
    """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth""".split()
)
"""From zeroth to nineteenth."""

TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
"""From twenty to ninety, in steps of ten."""

MAGNITUDES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""Words that multiply the number before them."""

CARDINAL_VALUES = {name: value for value, name in enumerate(CARDINALS)}
CARDINAL_VALUES |= {name: 20 + 10 * place for place, name in enumerate(TENS)}
"""The values of cardinals of one word, up to ninety."""

ORDINAL_VALUES = {name: value for value, name in enumerate(ORDINALS)}
ORDINAL_VALUES |= {name[:-1] + "ieth": 20 + 10 * place for place, name in enumerate(TENS)}
"""The values of ordinals of one word, up to ninetieth."""

ROMAN_VALUES = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
"""The Roman numerals below ten of more than one letter."""

_GROUP_MARKS = re.compile(rf"[{GROUP_SPACES}'’]")
_DECIMAL = re.compile(r"(\d+)(?:([.,])(\d+))?")


def parse_number(written: str) -> frozenset[float]:
    """Return the values of a number in digits: "1,200", "1.200" and "1 200" may all be 1200.

    Several for an ambiguous one ("1.200"); none for what is no plain number: a version, a time of day, a long code.
    """
    plain = _GROUP_MARKS.sub("", written)
    if len(plain) > MAX_NUMBER_CHARS or ":" in plain:
        return frozenset()
    if len(re.findall(r"[.,]", plain)) > 1:
        return _grouped(plain)
    found = _DECIMAL.fullmatch(plain)
    if found is None:
        return frozenset()
    if not found[2]:
        return frozenset({float(found[1])})
    decimal, whole = float(f"{found[1]}.{found[3]}"), float(found[1] + found[3])
    if len(found[3]) != 3 or len(found[1]) > 3 or found[1] == "0":
        grouped_zero = found[1] == "0" and found[2] == "," and len(found[3]) == 3
        return frozenset({decimal, whole} if grouped_zero else {decimal})
    return frozenset({whole} if found[2] == "," else {decimal, whole})


def _grouped(plain: str) -> frozenset[float]:
    """Return the value of a number with several marks, which must be those of groups of three digits."""
    marks, parts = re.findall(r"[.,]", plain), re.split(r"[.,]", plain)
    if not all(len(part) == 3 for part in parts[1:-1]):
        return frozenset()
    if len(parts[-1]) == 3 and len(set(marks)) == 1:
        return frozenset({float("".join(parts))})
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0]:
        return frozenset({float(f"{''.join(parts[:-1])}.{parts[-1]}")})
    return frozenset()
