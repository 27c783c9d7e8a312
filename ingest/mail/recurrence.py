"""Say in words how often an event of a calendar takes place."""

from __future__ import annotations

import re

_UNITS = {
    "YEARLY": "year",
    "MONTHLY": "month",
    "WEEKLY": "week",
    "DAILY": "day",
    "HOURLY": "hour",
    "MINUTELY": "minute",
}
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_PLACES = {"": "", "1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "5": "fifth ", "-1": "last "}
_DAY = re.compile(r"([+-]?\d?)([A-Z]{2})")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?")
_SAID = frozenset(("FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"))


def describe_recurrence(rule: str) -> str:
    """Return a rule in words: "every 2 weeks on Monday and Friday, 10 times"; as it is if it says more."""
    parts = {name.upper(): value.upper() for name, _, value in (part.partition("=") for part in rule.split(";"))}
    unit, interval = _UNITS.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    days = [_day(value.strip()) for value in parts.get("BYDAY", "").split(",") if value.strip()]
    until = _UNTIL.fullmatch(parts.get("UNTIL", ""))
    if unit is None or not set(parts) <= _SAID or not all(days) or not interval.isdecimal():
        return rule
    if "UNTIL" in parts and until is None:
        return rule
    words = f"every {unit}" if interval == "1" else f"every {interval} {unit}s"
    if days:
        *others, last = days
        words += " on " + (f"{', '.join(others)} and {last}" if others else last)
    if "COUNT" in parts:
        words += f", {parts['COUNT']} times"
    return words + (f", until {'-'.join(until.groups())}" if until else "")


def _day(value: str) -> str:
    """Return a weekday in words; empty if it is none."""
    match = _DAY.fullmatch(value)
    if match is None or match.group(2) not in _DAYS:
        return ""
    place = match.group(1).removeprefix("+")
    return (
        f"the {_PLACES[place]}{_DAYS[match.group(2)]}"
        if place and place in _PLACES
        else ("" if place else _DAYS[match.group(2)])
    )
