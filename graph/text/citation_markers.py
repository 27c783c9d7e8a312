"""The markers by which an answer cites its passages: numbers in brackets, such as [2] or [1, 3]."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKER_NUMBERS = r"\d+(?:\s*[,;–-]\s*\d+)*"
"""What is inside a normalized marker, as a regular expression."""

MARKER_PATTERN = re.compile(rf"\[({MARKER_NUMBERS})\]")
"""A normalized marker; its group 1 is what is inside."""

_NUMBER = r"(?:passages?\s+|documents?\s+|sources?\s+)?\d{1,3}"
_WRITTEN = re.compile(
    rf"(?:\[|【)\^?({_NUMBER}(?:\s*[,;–-]\s*\^?{_NUMBER})*)(?:†[^\[\]【】]*+)?(?:\]|】)", re.IGNORECASE
)


def find_markers(text: str) -> Iterator[re.Match[str]]:
    """Yield the markers of a text, also as models write them: [passage 2], [^2], 【2†source】.

    Group 1 is what is inside; a number of more than three digits, such as a year, makes no marker.
    """
    return _WRITTEN.finditer(text)


def parse_marker(inside: str) -> list[int]:
    """Return the numbers inside a marker; a range of at most ten is expanded."""
    found: list[int] = []
    for part in re.split(r"[,;]", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        first, last = ends[0], ends[-1]
        found.extend(range(first, last + 1) if first <= last < first + 10 else ends)
    return found


def strip_markers(text: str) -> str:
    """Return the text without its markers and the white space before them."""
    parts: list[str] = []
    place = 0
    for match in find_markers(text):
        parts.append(text[place : match.start()].rstrip())
        place = match.end()
    return "".join(parts) + text[place:]
