"""Dates as they are written: the names of months, and the dates and years of a text."""

from __future__ import annotations

import re
from datetime import date

MONTHS = tuple("january february march april may june july august september october november december".split())
"""The English months in order, in lower case."""

_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_GERMAN_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember"
_FOREIGN_MONTHS = (
    _GERMAN_MONTHS,
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
ENGLISH_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
ENGLISH_MONTH_NUMBERS |= {name: number for number, name in enumerate(_SHORT_MONTHS.split(), 1)} | {"sept": 9}
"""The number of each English month, by its name or abbreviation in lower case."""

MONTH_NUMBERS = ENGLISH_MONTH_NUMBERS | {
    name: number for names in _FOREIGN_MONTHS for number, name in enumerate(names.split(), 1) if name != "mars"
}
"""The same with German, French and Spanish names; "mars" is left out, being an English word too."""

GERMAN_MONTHS = frozenset(_GERMAN_MONTHS.split())
"""The German months in lower case."""

MONTH_NAME = rf"(?:{'|'.join(name.title() for name in MONTHS)})"
"""The full English name of a month, as a regular expression."""

_ABBREVIATED = [name.title() for name in ENGLISH_MONTH_NUMBERS if name not in MONTHS]
_MONTH = rf"(?:{MONTH_NAME}|(?:{'|'.join(_ABBREVIATED)})\.?)"

WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
"""An English day of the week, or several, as a regular expression in lower case."""

LINE_STAMP = r"\s*[\[(<]?\d{1,4}[./:-]\d{1,2}\b"
"""A date or a time at the start of a line, as of a message or an entry of a plan or a log, as a regular expression."""

YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
"""A year from 1000 to 2099, as a regular expression."""

ISO_DATE = r"(\d{4})-(\d{2})-(\d{2})"
"""A date by ISO 8601, as a regular expression with three groups."""

DATE_PATTERN = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    rf"|{_MONTH},?\s+\d{{4}}|{ISO_DATE})(?!\w)"
)
"""A date with a month, in any of the usual forms."""

_YEAR = re.compile(rf"\b{YEAR}\b")
_ANY_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DATED = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+)?(?P<month>{_ANY_MONTH})\.?,?\s+"
    rf"(?:(?P<after>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<year>{YEAR})\b",
    re.IGNORECASE,
)

Day = tuple[int, int, int]
"""Year, month and day; 0 for what a text does not give."""


def find_dates(text: str) -> list[Day]:
    """Return the dates of a text that have a year, in order."""
    found: list[tuple[int, Day]] = []
    for match in _DATED.finditer(text):
        month = MONTH_NUMBERS.get(match["month"].casefold(), 0)  # a pattern also takes the Turkish dotless i for an i
        found.append((match.start(), (int(match["year"]), month, int(match["before"] or match["after"] or 0))))
    rest = _DATED.sub(lambda match: " " * len(match.group()), text)
    found += [(match.start(), (int(match.group()), 0, 0)) for match in _YEAR.finditer(rest)]
    return [day for _, day in sorted(found)]


def find_year(text: str) -> int | None:
    """Return the first year of a text; None if it has none."""
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def find_full_date(text: str) -> Day | None:
    """Return the first date of a text that has a month and a day of the calendar; None if there is none."""
    return next((day for day in find_dates(text) if _is_full(day)), None)


def _is_full(day: Day) -> bool:
    try:
        date(*day)
    except ValueError:  # no month or day, or one such as 31 June
        return False
    return True


def count_years(one: Day, other: Day) -> int:
    """Return the whole years from one day to a later one."""
    return other[0] - one[0] - (other[1:] < one[1:])
