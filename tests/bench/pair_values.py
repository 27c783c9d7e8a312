"""Change a number, date, unit or name in an answer, or write the same in another notation, by plain rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[.,]\d|-\d)")
SPELLED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()

_UNITS = dict(
    pair.split(":")
    for pair in (
        "years:months year:month months:weeks month:week weeks:days week:day days:weeks day:week hours:minutes "
        "hour:minute minutes:hours minute:hour kilometres:miles km:m metres:kilometres m:km kg:g mg:g mm:cm GB:MB MB:GB"
    ).split()
)
_CONVERTED = {
    "years": ("months", 12),
    "year": ("months", 12),
    "weeks": ("days", 7),
    "week": ("days", 7),
    "days": ("hours", 24),
    "hours": ("minutes", 60),
    "hour": ("minutes", 60),
    "minutes": ("seconds", 60),
    "km": ("metres", 1000),
    "kg": ("grams", 1000),
}
_UNIT_NAME = "|".join(sorted(_UNITS, key=len, reverse=True))
_UNIT = re.compile(rf"(?<![\w.,/½-])(?P<number>\d+|{'|'.join(SPELLED[1:])})\s+(?P<unit>{_UNIT_NAME})\b(?!\s*/)")
_SIGNS = {"£": ("€", "pounds"), "$": ("£", "dollars"), "€": ("$", "euros")}
_MONEY = re.compile(
    r"(?P<sign>[£$€])\s?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w.,]*\d)(?!\s?(?:million|billion|m\b|k\b))"
)
_PERCENT = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?)\s?%")
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+$", re.IGNORECASE)
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{2}")


def changed_numbers(text: str) -> Iterator[str]:
    """The text with its only number changed: one more, another digit, ten times as much."""
    found = list(NUMBER.finditer(text))
    if len(found) != 1 or _MONTH.search(text[: found[0].start()]) or re.match(r"0\d", found[0].group()):
        return
    written = found[0].group()
    plain = written.replace(",", "")
    places = len(plain.partition(".")[2])
    step = 10.0**-places
    bigger = float(plain) + step
    for value in (bigger, float(plain) * 10 if places else float(plain) + 20, max(0.0, float(plain) - 3 * step)):
        other = f"{value:,.{places}f}" if "," in written else f"{value:.{places}f}"
        if other != written:
            yield text[: found[0].start()] + other + text[found[0].end() :]


def other_number_notations(text: str) -> Iterator[str]:
    """The text with its only number in words, or with or without the marks of thousands."""
    found = list(NUMBER.finditer(text))
    if len(found) != 1:
        return
    written = found[0].group()
    plain = written.replace(",", "")
    if plain.isdigit() and int(plain) < len(SPELLED):
        yield _put(text, found[0], SPELLED[int(plain)])
    if plain.isdigit() and len(plain) > 3 and not 1500 <= int(plain) <= 2100:
        yield _put(text, found[0], plain if "," in written else f"{int(plain):,}")
        yield _put(text, found[0], f"{int(plain):,}".replace(",", " "))
    if plain.isdigit() and int(plain) >= 10**6 and not int(plain) % 10**5:
        yield _put(text, found[0], f"{int(plain) / 10**6:g} million")


def changed_units(text: str) -> Iterator[str]:
    """The text with another unit behind the same number."""
    if (match := _only(_UNIT, text)) is not None:
        yield text[: match.start("unit")] + _UNITS[match["unit"]] + text[match.end("unit") :]
    if (match := _only(_MONEY, text)) is not None:
        yield text[: match.start("sign")] + _SIGNS[match["sign"]][0] + text[match.end("sign") :]


def other_unit_notations(text: str) -> Iterator[str]:
    """The text with the same quantity in another unit, or with its unit in words."""
    if (match := _only(_UNIT, text)) is not None:
        number = int(match["number"]) if match["number"].isdigit() else SPELLED.index(match["number"])
        plain = not re.search(r"\b(?:working|business|each|every)\b", text)
        if match["unit"] in _CONVERTED and plain:
            unit, factor = _CONVERTED[match["unit"]]
            yield _put(text, match, f"{number * factor} {unit}")
        if number < len(SPELLED):
            other = SPELLED[number] if match["number"].isdigit() else str(number)
            yield _put(text, match, f"{other} {match['unit']}")
    if (match := _only(_MONEY, text)) is not None:
        yield _put(text, match, f"{match['number']} {_SIGNS[match['sign']][1]}")
    if (match := _only(_PERCENT, text)) is not None:
        yield _put(text, match, f"{match[1]} percent")
        yield _put(text, match, f"{match[1]} per cent")


def read_day(wordings: tuple[str, ...]) -> date | None:
    """The day that one of the wordings of a reference names in words; None if the reference is no date in digits."""
    if not _SLASHED.fullmatch(wordings[0].strip()):
        return None
    for wording in wordings[1:]:
        for form in ("%B %d, %Y", "%B %d %Y"):
            try:
                return datetime.strptime(wording, form).date()  # noqa: DTZ007 a day has no zone
            except ValueError:
                continue
    return None


def day_notations(day: date) -> tuple[str, ...]:
    """A day as people write it."""
    month = day.strftime("%B")
    return (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        f"the {day.day}{_ending(day.day)} of {month} {day.year}",
    )


def other_days(day: date) -> tuple[date, ...]:
    """The day with another year, month or day."""
    first = day.replace(day=min(day.day, 28))
    return (
        day.replace(year=day.year - 1, day=first.day),
        first.replace(month=day.month % 12 + 1),
        first.replace(day=first.day % 27 + 1),
    )


def _ending(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[0] if len(found) == 1 else None


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
