"""The dates before the entries of a timeline, such as those of a life."""

from __future__ import annotations

import re
from collections.abc import Sequence

MIN_ENTRIES, MIN_SHARE = 3, 0.5
"""Entries of a timeline, and their share of the lines that start where they do; headings are others."""

_MONTH = r"(?:\d{1,2}[./ ]|[^\W\d_]{3,9}\.?[ /]?)?"
_YEAR = rf"{_MONTH}(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?:{_YEAR}(?:\s*(?:[-–—/]|to|until|bis|à|a|til)\s*(?:{_YEAR}|[^\W\d_]{{3,12}}))?|(?:since|seit|from|ab) {_YEAR})"
    r"(?!\S)",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """Return whether a text is a year, a month, or the time from one to another."""
    return bool(_DATE.fullmatch(text))


def find_dated(texts: Sequence[str]) -> list[bool]:
    """Return which of the lines below one another are entries of a timeline: many of them begin with a date."""
    dated = [bool(_DATE.match(text)) for text in texts]
    return dated if sum(dated) >= max(MIN_ENTRIES, MIN_SHARE * len(dated)) else [False] * len(dated)
