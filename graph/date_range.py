"""Ranges of dates that are written as YYYY-MM-DD, YYYY-MM or YYYY: their order is that of texts."""

from __future__ import annotations

AFTER_DATES = "~"
"""Appended to a day, month or year, what comes after every date that begins with it: the end of it."""
