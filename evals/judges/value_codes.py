"""Read what must be the same letter by letter as values: times of day, versions, codes, weekdays and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.judges.values import Value
from graph.text.addresses import MAIL_ADDRESS
from graph.text.numbers import CARDINAL_VALUES, ORDINAL_VALUES, parse_number
from graph.text.units import find_units

_CLOCK = re.compile(
    r"(?<![\w.:,])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?\s?(?P<half>[ap]\.?\s?m\b\.?|Uhr\b|o'clock\b)"
    r"|(?<![\w.:,])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?::(?P<second2>[0-5]\d))?(?P<rest>\.\d+)?(?!\w)"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_MINUTES = "five|ten|twenty-five|twenty|twenty five|\\d{1,2}"
_SPOKEN_CLOCK = re.compile(
    rf"\b(?P<part>half(?=\s+past)|(?:an?\s+)?quarter|(?:{_MINUTES})\s+minutes|(?:{_MINUTES})(?=\s+past)"
    r"|(?<=\bat )(?:five|ten|twenty(?:[\s-]five)?)(?=\s+to\s+[a-z]+(?:\s*[.,;]|\s*$|\s+in\s+the\s|\s+at\s+night)))"
    r"\s+(?P<side>past|to)\s+(?P<hour>[a-z]{3,8}|\d{1,2})\b"
    r"(?:\s+(?P<half>in\s+the\s+(?:morning|afternoon|evening)|at\s+night|[ap]\.?\s?m\b\.?))?",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"(?<!\bat )(?<!from )(?<!until )(?<!till )(?<!after )(?<!before )(?<!by )(?<!since )(?<![\w.:,-])"
    r"(?P<large>\d{1,2}):(?P<small>[0-5]\d)\s?"
    r"(?:(?P<hours>hours?|hrs?|Stunden|Std)|(?P<minutes>minutes?|mins?|Minuten))\b",
    re.IGNORECASE,
)
_MILITARY_HOUR = 10
"""From here on "14:00 hours" is a time of day."""
_CENTURY = re.compile(
    rf"\b(?:(?P<digits>\d{{1,2}})(?:st|nd|rd|th|\.)|(?P<name>{'|'.join(ORDINAL_VALUES)}|twenty[\s-]first))"
    r"[\s-]+(?:century|jahrhundert)\b",
    re.IGNORECASE,
)
_BEFORE_NOON = re.compile(r"in\s+the\s+morning|a\.?\s?m")
_NAMED_HOURS = {"noon": 12, "midday": 12, "midnight": 24}
_CODE = re.compile(r"(?<![\w-])(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])[^\W_][\w/-]*[^\W_](?![\w-])")
_VERSION = re.compile(r"(?<![\w.])\d+\.\d+(?:\.\d+)+(?![\w.]*\d)|(?<=\b[Vv]ersion )\d+\.\d+(?![\w.]*\d)")
_WEEKDAY = re.compile(
    r"\b(?:(?i:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat)\.(?=\W|$))"
)
_DOMAINS = frozenset("com org net edu gov de uk eu fr it es ch at nl io info".split())
"""What a page's address without "www" or a path must end in to be told from a file's name."""
_ADDRESS = re.compile(
    rf"(?P<mail>{MAIL_ADDRESS})|(?:https?://)?(?:www\.)?(?P<page>(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,6}}(?:/[^\s,;)]*)?)(?![\w@-])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|\(?0(?=\d))(?:[\s()/.-]{0,2}\d){7,14}(?!\w)")
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:days?)?"
_DAY_RANGE = re.compile(
    rf"\b{_DAY}\.?\s*(?:to|until|till|through|thru|[-–—])\s*{_DAY}\b|(?<!\d )\b(?P<some>weekdays|weekends?)\b",
    re.IGNORECASE,
)


def read_addresses(text: str) -> Iterator[Value]:
    """Yield the addresses of mailboxes and pages, and telephone numbers."""
    for match in _ADDRESS.finditer(text):
        name = (match["mail"] or match["page"]).casefold().strip("./")
        if match["mail"] or match.group() != match["page"] or "/" in name or name.rpartition(".")[2] in _DOMAINS:
            yield Value(match.start(), match.end(), code=f"{'mail' if match['mail'] else 'page'}:{name}")
    for match in _PHONE.finditer(text):
        yield Value(match.start(), match.end(), code=f"phone:{re.sub(r'[^+0-9]', '', match.group())}")


def read_day_ranges(text: str) -> Iterator[Value]:
    """Yield the runs of weekdays: Monday to Friday, Mon–Fri, weekdays."""
    for match in _DAY_RANGE.finditer(text):
        some = (match["some"] or "").casefold()
        first, last = ("mon", "fri") if some == "weekdays" else ("sat", "sun")
        if not some:
            first, last = match[1].casefold(), match[2].casefold()
        yield Value(match.start(), match.end(), code=f"weekday:{first}-{last}")


def read_clocks(text: str) -> Iterator[Value]:
    """Yield the times of day, on a clock of 24 hours."""
    for match in _CLOCK.finditer(text):
        if match["word"]:
            hour = 0 if match["word"].casefold() == "midnight" else 12
            yield Value(match.start(), match.end(), code=_clock(hour, 0, 0.0))
            continue
        hour = int(match["hour"] or match["hour2"])
        minute = int(match["minute"] or match["minute2"] or 0)
        second = float((match["second"] or match["second2"] or "0") + (match["rest"] or ""))
        half = (match["half"] or "").casefold()[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        yield Value(match.start(), match.end(), code=_clock(hour, minute, second))


def read_spoken_clocks(text: str) -> Iterator[Value]:
    """Yield the times of day in words, as hours with hundredths for minutes: "a quarter to eight" is 7.45."""
    for match in _SPOKEN_CLOCK.finditer(text):
        number = match["hour"].casefold()
        hour = int(number) if number.isdigit() else CARDINAL_VALUES.get(number, 0)
        part, named = match["part"].casefold(), _NAMED_HOURS.get(number, 0)
        minutes = 30 if part == "half" else 15 if "quarter" in part else _minutes(part)
        hour = hour or named
        if not 1 <= hour <= 24 or not 0 < minutes < 60 or (hour > 12 and not named):
            continue
        if match["side"].casefold() == "to":
            hour, minutes = hour - 1 or 12, 60 - minutes
        if half := (match["half"] or "").casefold():
            hour = hour % 12 + (0 if _BEFORE_NOON.match(half) else 12)
        if half or named:
            yield Value(match.start(), match.end(), code=_clock(hour % 24, minutes, 0.0))
        else:
            yield Value(match.start(), match.end(), frozenset({hour + minutes / 100}))


def _minutes(part: str) -> int:
    """Return the minutes of a spoken time of day, in digits or words."""
    digits = re.sub(r"\D", "", part)
    return int(digits) if digits else sum(CARDINAL_VALUES.get(word, 0) for word in re.split(r"[\s-]+", part))


def read_clock_lengths(text: str) -> Iterator[Value]:
    """Yield the lengths of time that are written as on a clock: 1:30 hours."""
    for match in _LENGTH.finditer(text):
        if match["hours"] and int(match["large"]) >= _MILITARY_HOUR:
            continue
        number = int(match["large"]) + int(match["small"]) / 60
        yield Value(match.start(), match.end(), frozenset({number}), find_units("hour" if match["hours"] else "minute"))


def read_centuries(text: str) -> Iterator[Value]:
    """Yield the centuries by the digits that their years begin with: the 19th century is "decade:18"."""
    for match in _CENTURY.finditer(text):
        name = (match["name"] or "").casefold()
        number = int(match["digits"] or ORDINAL_VALUES.get(name, 21))
        if number > 1:
            yield Value(match.start(), match.end(), code=f"decade:{number - 1}")


def _clock(hour: int, minute: int, second: float) -> str:
    return f"clock:{hour:02}:{minute:02g}:{second:06.3f}"


def read_versions(text: str) -> Iterator[Value]:
    """Yield the numbers of several parts that are no grouped digits: 2.1.3."""
    for match in _VERSION.finditer(text):
        if match.group().count(".") == 1 or not parse_number(match.group()):
            yield Value(match.start(), match.end(), code=f"version:{match.group()}")


def read_codes(text: str) -> Iterator[Value]:
    """Yield the words with letters and digits: H7N9, TC689; not an ordinal, nor a word with a number as COVID-19."""
    for match in _CODE.finditer(text):
        letters = [part for part in re.split(r"[-/]", match.group()) if not part.isdigit()]
        if re.search(r"\d(?:st|nd|rd|th)$", match.group()) or (
            not re.search(r"\d", "".join(letters)) and max(map(len, letters), default=9) > 4
        ):
            continue
        yield Value(match.start(), match.end(), code=f"code:{re.sub('[-_]', '', match.group().casefold())}")


def read_weekdays(text: str) -> Iterator[Value]:
    """Yield the days of the week by their English names."""
    for match in _WEEKDAY.finditer(text):
        yield Value(match.start(), match.end(), code=f"weekday:{match.group()[:3].casefold()}")
