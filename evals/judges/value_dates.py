"""Read the dates of a text as values: with the name of a month, in digits, or a month alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.judges.values import Value
from graph.text.dates import ISO_DATE, MONTH_NUMBERS, Day
from graph.text.numbers import ORDINAL_VALUES

_ANY_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?:1\d{3}|2[01]\d{2})"
FOOTNOTE = r"\d{1,2}(?=[.,;]?(?:\s|$))"
"""The number of a footnote at once behind a year, as a regular expression: no year has five digits."""
_ORDINALS = "|".join(sorted(ORDINAL_VALUES, key=len, reverse=True))
_LAST_DAYS = (28, 29, 30, 31)
_WITH_MONTH = re.compile(
    rf"(?<!\w)(?:(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.)?|(?P<said>{_ORDINALS})|(?P<last>end|last))(?:\s+day)?\s+(?:of\s+)?)?(?P<month>{_ANY_MONTH})\b\.?"
    rf"(?:,?\s+(?:the\s+)?(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d))?(?:\s*,?\s+(?:of\s+)?(?P<year>{_YEAR})(?:(?![\w%]|[.,]\d)|{FOOTNOTE}))?",
    re.IGNORECASE,
)
_ISO = re.compile(rf"(?<![\w-]){ISO_DATE}(?![\w-])")
_SLASHED = re.compile(r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
_DAY_FIRST_WORD = re.compile(
    r"\b(?:wann|wie|wer|welche[rsnm]?|ist|wird|quand|quel(?:le)?s?|combien|où|cuándo|cuáles?|cuál|qué|cuánto|dónde|quando|quanto|"
    r"quale|wanneer|hoeveel)\b",
    re.IGNORECASE,
)
"""Words that questions in German, French, Spanish, Italian, Portuguese and Dutch have, and English ones have not."""
_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|since|until|till|by|from|to|during|before|after|last|next|early|late|mid|and|or|every|each)[\s-]+$"
)
_CENTURY = 100
_PIVOT = 50
"""Years of two digits below it are of this century."""
_WORD_TOO = frozenset(
    {
        "may",
        "march",
        "mar",
        "mai",
        "sept",
        "jan",
        "dec",
        "sep",
        "nov",
        "oct",
        "jun",
        "jul",
        "apr",
        "feb",
        "aug",
        "mayo",
        "abril",
        "august",
    }
)
"""Names of months that are other words or names too, or too short to be told: a month only beside a number, or with a
capital after a preposition."""


def write_day_first(question: str, text: str) -> str:
    """Return a text with points in its dates in digits if the question's language puts the day first."""
    return _SLASHED.sub(r"\1.\3.\4", text) if _DAY_FIRST_WORD.search(question) else text


def read_dates(text: str) -> Iterator[Value]:
    """Yield the dates of a text that name a month or are written in digits."""
    for match in _ISO.finditer(text):
        day = int(match[1]), int(match[2]), int(match[3])
        if _is_day(day):
            yield Value(match.start(), match.end(), days=frozenset({day}))
    for match in _SLASHED.finditer(text):
        days = frozenset(filter(_is_day, _slashed(match)))
        if days:
            yield Value(match.start(), match.end(), days=days)
    for match in _WITH_MONTH.finditer(text):
        numbers = _days_of_month(match)
        if numbers == (0,) and match["year"] is None and not _is_month(text, match):
            continue
        year, month = int(match["year"] or 0), MONTH_NUMBERS.get(match["month"].casefold(), 0)
        days = frozenset((year, month, number) for number in numbers if number <= 31)
        if month and days:
            yield Value(match.start(), match.end(), days=days)


def _days_of_month(match: re.Match[str]) -> tuple[int, ...]:
    """Return the readings of the day in a date with a month, 0 if none is given; "end of" is one of the last."""
    if match["last"]:
        return _LAST_DAYS
    if match["said"]:
        return (ORDINAL_VALUES[match["said"].casefold()],)
    return (int(match["before"] or match["after"] or 0),)


def _slashed(match: re.Match[str]) -> list[Day]:
    """Return the readings of a date in digits: day first, or month first, which nobody writes with points."""
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        year += 20 * _CENTURY if year < _PIVOT else 19 * _CENTURY
    day_first, month_first = (year, other, one), (year, one, other)
    return [day_first] if match[2] == "." and _is_day(day_first) else [day_first, month_first]


def _is_day(day: Day) -> bool:
    return 1 <= day[1] <= 12 and 1 <= day[2] <= 31


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether a month's name without a number means the month: "in May", but not "may" or "You May"."""
    word = match["month"]
    if word.casefold() not in _WORD_TOO:
        return True
    alone = text.strip(" .!") == word
    return word[0].isupper() and (alone or bool(_MONTH_CONTEXT.search(text[: match.start()])))
