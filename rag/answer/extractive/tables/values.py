"""The numbers and dates that cells of tables hold."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.text.dates import MONTH_NUMBERS, find_dates

MAX_UNIT_CHARS = 20
"""Code points that may stand behind a cell's number; a cell with more is a text that begins with a number."""

_CLOCK = re.compile(r"[+\s]*(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)(?!\d)")
_NUMBER = re.compile(r"[\s~≈<>]*([-−–(+]?)\s*(?:[A-Z]{0,3}[$€£¥])?\s*([-−(]?)\s*(\d[\d,]*(?:\.\d+)?|\.\d+)")
_DECIMAL_COMMA = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})(?![\d,.]\d|\d)")
_SCALE = re.compile(r"\s*(thousand|million|billion)\b", re.IGNORECASE)
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
"""What words behind a figure multiply it by."""
_DAY = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})\b|\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\b")
_BLANK = frozenset(("", "-", "–", "—", "−", "n/a", "N/A", "?", "…", "...", "nan", "None", "none"))


def is_blank(cell: str) -> bool:
    """Return whether a cell holds nothing, or a sign for it."""
    return cell.strip() in _BLANK


@lru_cache(maxsize=20_000)
def read_number(cell: str) -> float | None:
    """Return the number with which a cell begins, times as seconds; None if it is a text or holds a date."""
    if clock := _CLOCK.match(cell):
        hours, minutes, seconds = clock.groups()
        return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds)
    match = _NUMBER.match(cell)
    if match is None or len(cell) - match.end() > MAX_UNIT_CHARS:
        return None
    if _read_day(cell) is not None:
        return None
    value = _read_figure(cell[match.start(3) :], match[3])
    scale = _SCALE.match(cell, match.end())
    if scale:
        value *= SCALES[scale[1].casefold()]
    return -value if {match[1], match[2]} & {"-", "−", "–", "("} else value


def _read_figure(cell: str, figure: str) -> float:
    """Return the value of a figure, whose decimals stand behind a point, or behind a comma that is no thousands'."""
    if decimal := _DECIMAL_COMMA.match(cell):
        return float(f"{decimal[1].replace('.', '')}.{decimal[2]}")
    return float(figure.replace(",", ""))


@lru_cache(maxsize=20_000)
def read_order(cell: str) -> float | None:
    """Return by what a cell is ordered among those of its column: its date, else its number."""
    day = _read_day(cell)
    return read_number(cell) if day is None else day


@lru_cache(maxsize=20_000)
def _read_day(cell: str) -> float | None:
    """Return the days from the year 0 to the first date with a month, without a year from the year 0 itself."""
    if len(cell) > 60 or not any(letter.isalpha() for letter in cell):
        return None
    dated = [day for day in find_dates(cell) if day[1]]
    if dated:
        year, month, number = dated[0]
        return 372.0 * year + 31 * (month - 1) + number
    for match in _DAY.finditer(cell):
        month = MONTH_NUMBERS.get((match[1] or match[4]).casefold(), 0)
        if month:
            return 31.0 * (month - 1) + int(match[2] or match[3])
    return None


def show_number(value: float) -> str:
    """Return a number as it is written: whole ones without decimals, others with at most two."""
    rounded = round(value, 2)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.2f}".rstrip("0")
