"""Limit the combining marks on one character, as normalisation takes quadratic time in their number."""

from __future__ import annotations

import re
import unicodedata

# The Stream-Safe Text Format of Unicode Annex 15 allows 30 marks per letter; more only cost time.
MAX_MARKS = 30
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED = re.compile(f"([{_MARK}]{{{MAX_MARKS}}})[{_MARK}]+")
# Marks of other scripts are counted only within long runs of characters that are neither letters nor blanks.
_MAYBE_PILED = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")


def limit_marks(text: str) -> str:
    """Drop the marks beyond the thirtieth on one character."""
    return text if text.isascii() else _MAYBE_PILED.sub(_thinned, _PILED.sub(r"\1", text))


def _thinned(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
