"""Parses dates into comparable values."""

from __future__ import annotations

import re
from datetime import date

MONTHS = "January February March April May June July August September October November December".split()


def year_of(text: str) -> int | None:
    """Return the year of a date; None if it has none."""
    match = re.search(r"\b(1[0-9]{3}|20[0-9]{2})\b", text)
    return int(match.group()) if match else None


def day_of(text: str) -> date | None:
    """Return the calendar day of a full date such as "3 May 1921" or "May 3, 1921"; None for any other."""
    year = year_of(text)
    month = next((place for place, name in enumerate(MONTHS, 1) if name in text), None)
    day = re.search(r"\b([12]?\d|3[01])\b", text)
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, int(day.group()))
    except ValueError:  # a text may say 31 June
        return None


def age_at(born: date, then: date) -> int:
    """Return the whole years between two days."""
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))
