"""The day that a document states of itself: from which day it holds, of which day it is, or when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from graph.text.dates import Day, find_dates
from ingest.types import LoadedText

_OPENING_CHARS = 1500
_DATE_CHARS = 40
_MOST_CANDIDATES = 50
# The words between a label and its date.
_LINK = r"[ \t]*(?:date|on|of|the|from|since|as of|am|vom|ab|seit|le|el|del)?[ \t]*[:=|–-]?[ \t]*(?:the[ \t]+)?"
_VALIDITY = re.compile(
    r"\b(?:valid (?:from|since|as of)|effective(?: date| from| as of| as from| on| since)?|(?:in|into) force"
    r"(?: from| since| on| as of)?|applies (?:from|as of|since)|applicable (?:from|as of)"
    r"|gültig(?:keit)? (?:ab|seit|vom)|in kraft (?:ab|seit)|gilt (?:ab|seit)"
    r"|en vigueur (?:depuis|à partir|à compter)(?: du| le)?|vigente desde|válid[oa] desde)\b" + _LINK,
    re.IGNORECASE,
)
# These words also occur in prose about other things: they count where a line, a cell or a bracket begins.
_ISSUE = re.compile(
    r"(?:^|[(\[|·•–])[ \t]*(?:[-*][ \t]+)?(?:status )?(?:as (?:of|at)|stand|date(?: of (?:issue|publication))?|datum"
    r"|dated|(?:date )?published|publication date|issued?|issue date"
    r"|(?:last )?(?:updated|modified|changed|revised|reviewed)|revision date|last (?:update|change|revision)"
    r"|veröffentlicht|erstellt|letzte (?:änderung|aktualisierung)"
    r"|zuletzt geändert|publié|fecha|publicado)\b" + _LINK,
    re.IGNORECASE | re.MULTILINE,
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})\.[ ]?(\d{1,2})\.[ ]?(\d{4})(?!\d)")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
# "1. März", "1er mai" and "1 de mayo de" as "1 März", "1 mai" and "1 mayo".
_ORDINAL = re.compile(r"(?<=\d)(?:\.|er|º)(?=[ \t]+[^\W\d])")
_OF = re.compile(r"\b(?:of|del?)\b[ \t]*", re.IGNORECASE)
_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?,[ \t]*")
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?,?[ \t]+)?"
_NAMED = re.compile(rf"{_DAY}(?P<month>[^\W\d_]{{3,10}}\.?,?[ \t]+)?{_DAY}\d{{4}}\b")
# A year alone is a date at the end of its line, cell or bracket only.
_YEAR_IN_PROSE = re.compile(r"\s*\d{4}(?![-/.]\d)(?!\s*(?:[)\]|.;]|\Z))")
DATE_KEYS = ("date", "published", "datepublished", "published_at", "created", "created_at", "updated", "modified")


def find_stated_date(loaded: LoadedText) -> str:
    """Return the day that the text states near its start, as a loaded text's `date`; empty if it states none.

    The day from which it holds comes before the day of which it is.
    """
    opening = "".join(_visible(loaded.text[:_OPENING_CHARS], loaded.hidden))
    for pattern in (_VALIDITY, _ISSUE):
        for match, _ in zip(pattern.finditer(opening), range(_MOST_CANDIDATES), strict=False):
            rest = opening[match.end() :].split("\n", 1)[0][:_DATE_CHARS]
            found = "" if _YEAR_IN_PROSE.match(rest) else read_date(rest)
            if found:
                return found
    return ""


def read_date(text: str) -> str:
    """Return the date that a text begins with as YYYY-MM-DD, YYYY-MM or YYYY; empty if it begins with none.

    A day and a month that can be swapped, as in 03/04/2024, leave only the year.
    """
    text = _WEEKDAY.sub("", text.strip(), count=1) if _WEEKDAY.match(text.strip()) else text.strip()
    if match := _ISO.match(text):
        return _iso((int(match[1]), int(match[2]), int(match[3] or 0)))
    if match := _DAY_FIRST.match(text):
        return _iso((int(match[3]), int(match[2]), int(match[1])))
    if match := _SLASHES.match(text):
        first, second, year = map(int, match.groups())
        if first != second and max(first, second) <= 12:
            return _iso((year, 0, 0))
        return _iso((year, min(first, second), max(first, second)))
    named = _NAMED.match(_OF.sub("", _ORDINAL.sub("", text)))
    days = find_dates(named.group()) if named else []
    return _iso(days[0]) if named and days and bool(named["month"]) == bool(days[0][1]) else ""


def find_field_date(fields: Mapping[str, object]) -> str:
    """Return the date among named fields, as of a record or front matter; empty if there is none."""
    named = {str(key).casefold(): value for key, value in fields.items()}
    return next((found for key in DATE_KEYS if (found := read_date(str(named.get(key) or "").strip("\"'")))), "")


def _visible(opening: str, hidden: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Yield the opening of a text, with what its readers do not see blanked."""
    place = 0
    for start, end in hidden:
        if start >= len(opening):
            break
        yield opening[place:start]
        yield "\n"
        place = end
    yield opening[place:]


def _iso(day: Day) -> str:
    """Return the day as text, without what it does not give; empty for a day that no calendar has."""
    year, month, number = day
    try:
        date(year, month or 1, number or 1)
    except ValueError:
        return ""
    if not 1000 <= year <= 2099:
        return ""
    return "-".join(
        (f"{year:04}", *([f"{month:02}"] if month else []), *([f"{number:02}"] if month and number else []))
    )
