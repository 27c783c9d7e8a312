"""Read what must be the same letter by letter as values: times of day, versions, codes and weekdays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.judges.values import Value
from graph.text.numbers import parse_number

_CLOCK = re.compile(
    r"(?<![\w.:,])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?\s?(?P<half>[ap]\.?\s?m\b\.?|Uhr\b|o'clock\b)"
    r"|(?<![\w.:,])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?::(?P<second2>[0-5]\d))?(?P<rest>\.\d+)?(?!\w)"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])[^\W_][\w/-]*[^\W_](?![\w-])")
_VERSION = re.compile(r"(?<![\w.])\d+\.\d+(?:\.\d+)+(?![\w.]*\d)|(?<=\b[Vv]ersion )\d+\.\d+(?![\w.]*\d)")
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)


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
        yield Value(match.start(), match.end(), code=f"code:{match.group().casefold()}")


def read_weekdays(text: str) -> Iterator[Value]:
    """Yield the days of the week by their English names."""
    for match in _WEEKDAY.finditer(text):
        yield Value(match.start(), match.end(), code=f"weekday:{match[1].casefold()}")
