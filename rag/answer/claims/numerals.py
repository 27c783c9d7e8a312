"""Words for numbers, scales and units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.text.numbers import CARDINAL_VALUES, MAGNITUDES, ORDINAL_VALUES
from graph.text.units import find_units

NON_NUMBER_OFFSET = 1e-9
"""Added to the value of what is not a plain number (a version, a time of day), so that it equals none."""

MULTIPLIERS: dict[str, float] = {**MAGNITUDES, "dozen": 12.0}
"""Words that multiply the number before them, and what by."""
_FOREIGN_NUMBER_WORDS: dict[str, float] = {
    name: float(value)
    for names in (
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "deux trois quatre cinq - sept - neuf - onze douze",
        "dos tres cuatro cinco seis siete ocho nueve diez - doce",
        "due tre quattro cinque sei sette otto nove dieci undici dodici",
    )
    for value, name in enumerate(names.split(), 2)
    if name not in ("-", "sept", "due")
}
NUMBER_WORDS: dict[str, float] = {**CARDINAL_VALUES, "twice": 2.0, "half": 0.5, "nil": 0.0, **_FOREIGN_NUMBER_WORDS}

SCALES: dict[str, float] = {
    **MULTIPLIERS, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "millions": 1e6, "billions": 1e9, "trillions": 1e12,
    "lakh": 1e5, "crore": 1e7,
    "tausend": 1e3, "millionen": 1e6, "mio": 1e6, "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "mille": 1e3,
    "milliard": 1e9, "milliards": 1e9, "mil": 1e3, "millón": 1e6, "millones": 1e6, "milioni": 1e6, "miliardi": 1e9,
    "тысяч": 1e3, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "млн": 1e6, "млрд": 1e9,
}  # fmt: skip

_UNIT_NAMES = {
    "%": "% percent percentage prozent pourcent",
    "$": "$ dollar dollars usd",
    "€": "€ euro euros eur",
    "£": "£ pound pounds gbp",
    "¥": "¥ yen jpy",
    "metre": "metre metres meter meters km kilometre kilometres kilometer kilometers cm centimetres centimeters mm "
    "millimetres millimeters",
    "foot": "foot feet ft",
    "mile": "mile miles",
    "gram": "g gram grams kg kilogram kilograms kilos mg tonnes tons",
    "second": "seconds sec minute minutes min hour hours hrs day days week weeks",
    "month's": "month months",
    "year": "year years jahre jahren ans années años",
}
"""The names of units by the unit that their values are converted to: feet, miles, months and years stay what they
are."""


def _find_factors() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for kind, names in _UNIT_NAMES.items():
        base = find_units(kind.removesuffix("'s"))[0]
        for name in names.split():
            unit = next(unit for unit in find_units(name) if unit.quantity == base.quantity)
            found[name] = (kind, unit.factor / base.factor)
    return found


UNITS: dict[str, tuple[str, float]] = _find_factors()

_TOKEN = re.compile(r"[^\W\d_]+")
_SKIPPED = frozenset({"once"})


def find_spelled_numbers(text: str) -> Iterator[tuple[int, int, float, bool]]:
    """Yield numbers written in words: start, end, value, and whether it is an ordinal."""
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        last_index, value, ordinal = _number(text, tokens, index)
        if last_index < index:
            index += 1
            continue
        yield tokens[index].start(), tokens[last_index].end(), value, ordinal
        index = last_index + 1


def _number(text: str, tokens: list[re.Match[str]], first_index: int) -> tuple[int, float, bool]:
    """Return the last token of the number that starts at a token, its value, and whether it is an ordinal; -1 if
    none."""
    total = part = 0.0
    last_index, index = -1, first_index
    while index < len(tokens):
        word = tokens[index].group().casefold()
        if word in _SKIPPED or (index > first_index and not _is_joined(text, tokens, index)):
            break
        if word == "and" and part >= 100 and first_index <= last_index < index < len(tokens) - 1:
            index += 1
            continue
        if word in ORDINAL_VALUES and not _is_time(tokens, index):
            if last_index < first_index or part >= 20:
                return index, total + part + ORDINAL_VALUES[word], True
            break
        if word in NUMBER_WORDS and (last_index < first_index or _may_follow(part, NUMBER_WORDS[word])):
            part += NUMBER_WORDS[word]
        elif word in MULTIPLIERS and (last_index >= first_index or _opens_with_article(tokens, index)):
            part = (part or 1.0) * MULTIPLIERS[word]
            if word not in ("hundred", "dozen"):
                total, part = total + part, 0.0
        else:
            break
        last_index = index
        index += 1
    return last_index, total + part, False


def _is_joined(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether only blanks, hyphens or a comma stand between a token and the one before."""
    return bool(re.fullmatch(r"[\s-]*(?:,\s*)?", text[tokens[index - 1].end() : tokens[index].start()]))


def _may_follow(part: float, value: float) -> bool:
    """Whether a number word continues a number: units after tens, anything after hundreds."""
    return part % 100 == 0 or (part % 100 in range(20, 100, 10) and value < 10)


def _opens_with_article(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a multiplier begins a number: "a hundred", but not "a dozen"."""
    if index == 0 or tokens[index].group().casefold() == "dozen":
        return False
    return tokens[index - 1].group().casefold() in ("a", "one")


def _is_time(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a token is "second" as the unit of time: "per second", "every second"."""
    if index == 0 or tokens[index].group().casefold() != "second":
        return False
    return tokens[index - 1].group().casefold() in ("per", "every", "each")
